/**
 * `npm test`: check, unit + contract + transcript tests, then the user stories in a real Chromium.
 * Ends with one line `N passed, N failed`. `npm test unit` and `npm test e2e` run a part.
 */
import { CHECK_STEPS } from './check.ts';
import { requireBrowser } from './browser.ts';
import { runE2e } from './e2e-run.ts';
import { runStep } from './steps.ts';
import type { Tally } from './tally.ts';
import { runUnitTests } from './unit-run.ts';
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

const part = process.argv[2] ?? 'all';
const browser = part === 'all' || part === 'e2e' ? requireBrowser() : null;
await ensureWebBuilt();

const tallies: Tally[] = [];
if (part === 'all') tallies.push(await runChecks());
if (part === 'all' || part === 'unit') tallies.push(await runUnitTests());
if (browser) tallies.push(await runE2e(browser));

const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
