/**
 * `npm test`: check, unit + contract + transcript tests, then the user stories in a real Chromium.
 * Ends with one line `N passed, N failed`. `npm test unit` and `npm test e2e` run a part, `npm run test:fuzz` the properties alone on new
 * inputs, `npm run test:peers` and `npm run test:postgres` what needs programs of others, `npm run test:everything` all but the fuzzing.
 */
import { CHECK_STEPS } from './check.ts';
import { requireBrowser } from './browser.ts';
import { runE2e } from './e2e-run.ts';
import { runStep } from './steps.ts';
import { add, type Tally } from './tally.ts';
import { runFuzzTests, runPeerTests, runPostgresTests, runUnitTests } from './unit-run.ts';
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

type Part = 'check' | 'unit' | 'e2e' | 'fuzz' | 'peers' | 'postgres';
const RUNS: Readonly<Record<string, readonly Part[]>> = {
  all: ['check', 'unit', 'e2e'],
  everything: ['check', 'unit', 'peers', 'postgres', 'e2e'],
  unit: ['unit'],
  e2e: ['e2e'],
  fuzz: ['fuzz'],
  peers: ['peers'],
  postgres: ['postgres'],
};

const name = process.argv[2] ?? 'all';
const parts = RUNS[name];
if (!parts) {
  console.error(`no such part; there are ${Object.keys(RUNS).join(', ')}`);
  process.exit(2);
}
const browser = parts.includes('e2e') ? requireBrowser() : null;
if (name !== 'postgres') await ensureWebBuilt();

const RUN: Readonly<Record<Part, () => Promise<Tally>>> = {
  check: runChecks,
  unit: runUnitTests,
  e2e: () => runE2e(browser!),
  fuzz: () => runFuzzTests(FUZZ_FACTOR),
  peers: runPeerTests,
  postgres: runPostgresTests,
};
const tallies: Tally[] = [];
for (const part of parts) tallies.push(await RUN[part]());

const { passed, failed } = tallies.reduce(add);
if (name === 'all') console.log('\nnot run: peers and postgres (npm run test:everything)');
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
