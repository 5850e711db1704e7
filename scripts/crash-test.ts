/**
 * `npm run test:crash`: a medium that fails under the running server and heals; then kill -9 under load,
 * compaction and backups, many rounds, what was not synced torn; no acknowledged message may be lost, doubled or changed.
 * Options: `--rounds N` (10), `--seed N` (drawn; printed). Exit code 1 on any fault.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runCrashTest } from './crash/crash-run.ts';
import { runMediumFailure } from './crash/medium-failure.ts';
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
let faults = 0;
for (const kind of ['limit', 'disk'] as const) {
  const found = await runMediumFailure(kind, console.log);
  for (const fault of found) console.log(`  ${fault}`);
  faults += found.length;
}
faults += await runCrashTest({ rounds, seed, report: console.log });
console.log(faults === 0 ? `${rounds} rounds, nothing lost` : `${rounds} rounds, ${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;
