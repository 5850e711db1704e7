/** RFC 7162 §3.2.5.2: what the store no longer remembers is told as everything that is not there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LineClient } from '../../testing/line-client.ts';
import { message, startImapTestServer } from '../testing/imap-test-server.ts';
import { ask, signInTo } from '../testing/sign-in.ts';

/** The VANISHED responses to a command. */
async function vanishedBy(client: LineClient, command: string): Promise<string[]> {
  client.send(`${command}\r\n`);
  const vanished: string[] = [];
  for (let line = await client.line(); !line.startsWith('t '); line = await client.line())
    if (line.startsWith('* VANISHED ')) vanished.push(line.slice('* VANISHED '.length));
  return vanished;
}

test('forgotten expunges', async (context) => {
  const server = await startImapTestServer(context, { tombstonesKept: 1 });
  for (let n = 1; n <= 8; n++) await server.deliver(message(`number ${n}`));
  const client = await signInTo(context, server);
  await ask(client, 'e ENABLE QRESYNC');
  client.send('s SELECT INBOX\r\n');
  let validity = '';
  let modseq = '';
  for (let line = await client.line(); !line.startsWith('s '); line = await client.line()) {
    validity = /UIDVALIDITY (\d+)/.exec(line)?.[1] ?? validity;
    modseq = /HIGHESTMODSEQ (\d+)/.exec(line)?.[1] ?? modseq;
  }
  for (const uid of [2, 4, 7]) {
    await ask(client, `x UID STORE ${uid} +FLAGS.SILENT (\\Deleted)`);
    await ask(client, 'x EXPUNGE');
  }
  await server.storage.store.sweep(new Date());

  const select = (parameters: string): Promise<string[]> =>
    vanishedBy(client, `t SELECT INBOX (QRESYNC (${validity} ${modseq}${parameters}))`);
  assert.deepEqual(await select(''), ['(EARLIER) 2,4,7']);
  assert.deepEqual(await select(' 3:99999999'), ['(EARLIER) 4,7']);
  assert.deepEqual(await select(' 1:8 (1,2,3 1,3,6)'), ['(EARLIER) 4,7']);
  assert.deepEqual(await select(' (5,9 8,12)'), []);
  assert.deepEqual(await vanishedBy(client, `t UID FETCH 4:* (FLAGS) (CHANGEDSINCE ${modseq} VANISHED)`), [
    '(EARLIER) 4,7',
  ]);
});
