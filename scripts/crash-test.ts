/**
 * `npm run test:crash`: kill -9 under load, many rounds; no acknowledged message may be lost, doubled or changed.
 * Options: `--rounds N` (10), `--seed N` (drawn; printed). Exit code 1 on any fault.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runCrashTest } from './crash/crash-run.ts';
import { ensureWebBuilt } from './web-build.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '10' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(seed)) {
  console.error('usage: npm run test:crash -- [--rounds N] [--seed N]');
  process.exit(2);
}

await ensureWebBuilt();
console.log(`seed ${seed}`);
const faults = await runCrashTest({ rounds, seed, report: console.log });
console.log(faults === 0 ? `${rounds} rounds, nothing lost` : `${rounds} rounds, ${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;
