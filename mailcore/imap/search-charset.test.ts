import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCharset } from '../message/charset.ts';
import { message, startImapTestServer } from './testing/imap-test-server.ts';
import { ask, signInTo } from './testing/sign-in.ts';

for (const charset of ['UTF-8', 'ISO-2022-JP', 'SHIFT_JIS', 'EUC-JP', 'utf-8']) {
  test(`SEARCH in ${charset} finds Japanese text`, async (context) => {
    const server = await startImapTestServer(context);
    await server.deliver(message('other', 'At noon?'));
    await server.deliver(message('打ち合わせ', '来週の火曜日に会議をします。'));
    const client = await signInTo(context, server);
    await ask(client, 'a SELECT INBOX');
    for (const key of ['SUBJECT', 'TEXT', 'BODY']) {
      const { bytes } = encodeCharset(key === 'BODY' ? '会議' : '打ち合わせ', charset);
      client.send(
        Buffer.concat([
          Buffer.from(`b SEARCH CHARSET ${charset} ${key} {${bytes.length}+}\r\n`),
          bytes,
          Buffer.from('\r\n'),
        ]),
      );
      assert.equal(await client.line(), '* SEARCH 2', key);
      assert.match(await client.line(), /^b OK/);
    }
  });
}
