/** Many sessions on one mailbox never disagree: the short form of `node run.mjs scripts/imap-stress.ts`. RFC 9051 §5.2, §7.5.1, RFC 7162. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startImapTestServer } from './testing/imap-test-server.ts';
import { runStress } from './testing/stress/run-stress.ts';

const ROUNDS = 12;

for (const seed of [1, 2, 3]) {
  test(`clients of every kind agree with the store, seed ${seed}`, async (context) => {
    const server = await startImapTestServer(context, { tombstonesKept: 30 });
    const { operations } = await runStress(server, { seed, mayStop: (rounds) => rounds >= ROUNDS });
    assert.ok(operations > ROUNDS);
  });
}
