/**
 * `npm run test:imap-stress`: clients of every kind at work on two mailboxes at once, each believing only what it is told.
 * Options: `--minutes N` (10), `--seed N` (drawn; printed). Exit code 1 when one of them was led astray.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { startImapTestServer } from '../mailcore/imap/testing/imap-test-server.ts';
import { runStress } from '../mailcore/imap/testing/stress/run-stress.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
const minutes = Number(values.minutes);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error('usage: npm run test:imap-stress -- [--minutes N] [--seed N]');
  process.exit(2);
}

await using closing = new AsyncDisposableStack();
// So few that clients come back to a store that has forgotten what they missed.
const tombstonesKept = 30;
const server = await startImapTestServer({ after: (close) => closing.defer(close) }, { tombstonesKept });
console.log(`seed ${seed}`);
const end = Date.now() + minutes * 60_000;
try {
  const { rounds, operations } = await runStress(server, { seed, mayStop: () => Date.now() >= end });
  console.log(`${rounds} rounds, ${operations} operations, nobody disagrees`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
