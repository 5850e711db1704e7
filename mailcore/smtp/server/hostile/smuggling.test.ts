/** SMTP smuggling: no line end but CRLF counts, so no second message can hide in the first. RFC 5321 §2.3.8, §4.1.1.4. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNextCommandWorks, beginData, startAttack } from '../../../testing/smtp-attack.ts';

const SMUGGLED =
  'MAIL FROM:<admin@example.com>\r\nRCPT TO:<tomo@example.com>\r\nDATA\r\nSubject: smuggled\r\n';
const FALSE_ENDS = [
  '\n.\n',
  '\n.\r\n',
  '\r\n.\n',
  '\r.\r',
  '\r\n.\r',
  '\r.\r\n',
  '\r\n.\r\r\n',
  '\r\n\0.\r\n',
  '\n\n.\r\n',
];

for (const end of FALSE_ENDS) {
  test(`${JSON.stringify(end)} ends nothing and the message is refused`, async (t) => {
    const { client, arrived } = await startAttack(t);
    await beginData(client);
    client.send(`Subject: outer\r\n\r\nx${end}${SMUGGLED}\r\n\r\n.\r\n`);
    assert.match(
      await client.reply(),
      /^550 5\.6\.(?:11 message has a bare CR or LF|0 message contains a NUL)/,
    );
    await assertNextCommandWorks(client);
    assert.deepEqual(await arrived(), []);
  });
}

test('the same byte by byte', async (t) => {
  const { client, arrived } = await startAttack(t);
  await beginData(client);
  for (const byte of `Subject: x\r\n\r\ny\n.\r\n${SMUGGLED}.\r\n`) {
    client.send(byte);
    await new Promise(setImmediate);
  }
  assert.match(await client.reply(), /^550 5\.6\.11/);
  await assertNextCommandWorks(client);
  assert.deepEqual(await arrived(), []);
});

test('commands that do not end in CRLF are refused too', async (t) => {
  const { client } = await startAttack(t);
  client.send('MAIL FROM:<ann@remote.example>\nNOOP\r\n');
  assert.match(await client.reply(), /^500 5\.5\.2/);
  assert.match(await client.reply(), /^250/);
  client.send('NOOP\rMAIL FROM:<ann@remote.example>\r\n');
  assert.match(await client.reply(), /^500 5\.5\.2/);
  await assertNextCommandWorks(client);
});
