import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startImapTestServer } from '../testing/imap-test-server.ts';
import { ask, signInTo } from '../testing/sign-in.ts';

test('annotations are short and few, and the session goes on', async (context) => {
  const client = await signInTo(context, await startImapTestServer(context));
  const long = 'x'.repeat(32_768);
  assert.match(await ask(client, `a SETMETADATA INBOX (/private/a {32768+}\r\n${long})`), /^a OK/);
  const tooLong = `b SETMETADATA INBOX (/private/b {32769+}\r\n${'x'.repeat(32_769)})`;
  assert.match(await ask(client, tooLong), /^b NO \[METADATA MAXSIZE 32768\]/);
  const values = Array.from({ length: 100 }, (_, n) => `/private/n${n} "x"`).join(' ');
  assert.match(await ask(client, `c SETMETADATA INBOX (${values})`), /^c NO \[METADATA TOOMANY\]/);
  assert.match(await ask(client, 'd SETMETADATA INBOX (/private/a NIL)'), /^d OK/);
  assert.match(await ask(client, `e SETMETADATA INBOX (${values})`), /^e OK/);
  assert.match(await ask(client, 'f SETMETADATA INBOX (/private/one "more")'), /^f NO \[METADATA TOOMANY\]/);
  client.send('g GETMETADATA INBOX /private/n99\r\n');
  assert.equal(await client.line(), '* METADATA INBOX (/private/n99 "x")');
  assert.match(await client.line(), /^g OK/);
});
