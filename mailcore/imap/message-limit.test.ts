/** One command works on so many messages and no more: the newest. RFC 9738 §3. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LineClient } from '../testing/line-client.ts';
import { message, startImapTestServer } from './testing/imap-test-server.ts';
import { ask, signInTo } from './testing/sign-in.ts';

/** All lines up to the tagged reply, the texts of replies left out. */
async function converse(client: LineClient, command: string): Promise<string[]> {
  client.send(`t ${command}\r\n`);
  const lines: string[] = [];
  for (;;) {
    const line = await client.line();
    lines.push(line.replace(/^(\S+ (?:OK|NO|BAD)(?: \[[^\]]*\])?) .*$/, '$1'));
    if (line.startsWith('t ')) return lines;
  }
}

test('commands stop at the limit and say where', async (context) => {
  const server = await startImapTestServer(context, { limits: { imapMessageLimit: 3 } });
  for (let n = 1; n <= 5; n++) await server.deliver(message(`number ${n}`));
  const client = await signInTo(context, server);
  client.send('c CAPABILITY\r\n');
  assert.match(await client.line(), / MESSAGELIMIT=3(?: |$)/);
  await ask(client, 's SELECT INBOX');

  assert.deepEqual(await converse(client, 'UID FETCH 1:* (UID)'), [
    '* 3 FETCH (UID 3)',
    '* 4 FETCH (UID 4)',
    '* 5 FETCH (UID 5)',
    't OK [MESSAGELIMIT 3 3]',
  ]);
  assert.deepEqual(await converse(client, 'FETCH 1,2,4 (UID)'), [
    '* 1 FETCH (UID 1)',
    '* 2 FETCH (UID 2)',
    '* 4 FETCH (UID 4)',
    't OK',
  ]);
  assert.deepEqual(await converse(client, 'SEARCH ALL'), ['* SEARCH 3 4 5', 't OK [MESSAGELIMIT 3 3]']);
  assert.deepEqual(await converse(client, 'SORT (ARRIVAL) UTF-8 ALL'), ['t NO [MESSAGELIMIT 3]']);
  assert.deepEqual(await converse(client, 'THREAD REFERENCES UTF-8 ALL'), ['t NO [MESSAGELIMIT 3]']);
  assert.deepEqual(await converse(client, 'STORE 1:2,4:5 +FLAGS.SILENT (\\Deleted)'), [
    't OK [MESSAGELIMIT 3 2]',
  ]);
  assert.deepEqual(
    (await converse(client, 'UID COPY 1:* Archive')).map((line) => line.replace(/COPYUID \d+/, 'COPYUID n')),
    ['* OK [COPYUID n 3:5 1:3]', 't OK [MESSAGELIMIT 3 3]'],
  );
  await ask(client, 'f STORE 1 +FLAGS.SILENT (\\Deleted)');
  assert.deepEqual(await converse(client, 'UID EXPUNGE 1:*'), [
    '* 5 EXPUNGE',
    '* 4 EXPUNGE',
    't OK [MESSAGELIMIT 3 3]',
  ]);
  const one = '{5+}\r\na: b\n';
  assert.deepEqual(await converse(client, `APPEND INBOX ${one} ${one} ${one} ${one}`), [
    't NO [MESSAGELIMIT 3]',
  ]);
});
