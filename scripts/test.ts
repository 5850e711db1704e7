/**
 * `npm test`: check, unit + contract + transcript tests, then the user stories in a real Chromium.
 * Ends with one line `N passed, N failed`. `npm test unit` and `npm test e2e` run a part,
 * `npm run test:fuzz` the properties alone on new inputs, `npm run test:postgres` what needs a PostgreSQL server.
 */
import { CHECK_STEPS } from './check.ts';
import { requireBrowser } from './browser.ts';
import { runE2e } from './e2e-run.ts';
import { runStep } from './steps.ts';
import { add, type Tally } from './tally.ts';
import { runFuzzTests, runPostgresTests, runUnitTests } from './unit-run.ts';
import { ensureWebBuilt } from './web-build.ts';

async function runChecks(): Promise<Tally> {
  let failed = 0;
  for (const step of CHECK_STEPS) {
    const isGood = (await runStep(step)) === 0;
    console.log(`${isGood ? '✔' : '✖'} check: ${step.name}`);
    if (!isGood) failed += 1;
  }
  return { passed: CHECK_STEPS.length - failed, failed };
}

const FUZZ_FACTOR = 20;

const part = process.argv[2] ?? 'all';
const browser = part === 'all' || part === 'e2e' ? requireBrowser() : null;
await ensureWebBuilt();

const tallies: Tally[] = [];
if (part === 'all') tallies.push(await runChecks());
if (part === 'fuzz') tallies.push(await runFuzzTests(FUZZ_FACTOR));
if (part === 'postgres') tallies.push(await runPostgresTests());
if (part === 'all' || part === 'unit') tallies.push(await runUnitTests());
if (browser) tallies.push(await runE2e(browser));

const { passed, failed } = tallies.reduce(add);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
