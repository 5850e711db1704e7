import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCharset } from '../message/charset.ts';
import { message, startImapTestServer } from './testing/imap-test-server.ts';
import { ask, signInTo } from './testing/sign-in.ts';

const COMMANDS = [
  ['SEARCH CHARSET', '* SEARCH 2'],
  ['SORT (DATE)', '* SORT 2'],
  ['THREAD REFERENCES', '* THREAD (2)'],
] as const;

for (const charset of ['UTF-8', 'ISO-2022-JP', 'SHIFT_JIS', 'EUC-JP', 'utf-8', 'windows-31j', 'UTF-16BE']) {
  test(`SEARCH, SORT and THREAD in ${charset} find Japanese text`, async (context) => {
    const server = await startImapTestServer(context);
    await server.deliver(message('other', 'At noon?'));
    await server.deliver(message('打ち合わせ', '来週の火曜日に会議をします。'));
    const client = await signInTo(context, server);
    await ask(client, 'a SELECT INBOX');
    for (const [command, found] of COMMANDS) {
      for (const key of ['SUBJECT', 'TEXT', 'BODY']) {
        const { bytes } = encodeCharset(key === 'BODY' ? '会議' : '打ち合わせ', charset);
        client.send(
          Buffer.concat([
            Buffer.from(`b ${command} "${charset}" ${key} {${bytes.length}+}\r\n`),
            bytes,
            Buffer.from('\r\n'),
          ]),
        );
        assert.equal(await client.line(), found, key);
        assert.match(await client.line(), /^b OK/);
      }
    }
  });
}

test('a command is read whatever the packets its literals come in', async (context) => {
  const server = await startImapTestServer(context);
  await server.deliver(message('打ち合わせ', '会議'));
  const client = await signInTo(context, server);
  await ask(client, 'a SELECT INBOX');
  const subject = encodeCharset('打ち合わせ', 'shift_jis').bytes;
  const body = encodeCharset('会議', 'shift_jis').bytes;
  const command = Buffer.concat([
    Buffer.from(`b SEARCH RETURN (COUNT) CHARSET {9+}\r\nSHIFT_JIS OR SUBJECT {${subject.length}+}\r\n`),
    subject,
    Buffer.from(` (BODY {${body.length}+}\r\n`),
    body,
    Buffer.from(')\r\n'),
  ]);
  for (const byte of command) client.send(Buffer.of(byte));
  assert.equal(await client.line(), '* ESEARCH (TAG "b") COUNT 1');
  assert.match(await client.line(), /^b OK/);
});
