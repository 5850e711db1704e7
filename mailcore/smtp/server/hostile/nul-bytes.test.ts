/** NUL ends strings in other people's programs. RFC 5321 §2.3.7, RFC 5322 §4. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNextCommandWorks, beginData, startAttack } from '../../../testing/smtp-attack.ts';

test('in a command', async (t) => {
  const { client } = await startAttack(t);
  for (const line of ['NO\0OP', '\0', 'MAIL FROM:<a\0@remote.example>', '\0'.repeat(500)]) {
    assert.match(await client.ask(line), /^500 5\.5\.2/);
  }
  await assertNextCommandWorks(client);
});

test('in a message', async (t) => {
  const { client, arrived } = await startAttack(t);
  for (const body of [
    'Subject: \0\r\n\r\n',
    'Subject: x\r\n\r\na\0b\r\n',
    `x\r\n${'\0'.repeat(100_000)}\r\n`,
  ]) {
    await beginData(client);
    client.send(`${body}.\r\n`);
    assert.equal(await client.reply(), '550 5.6.0 message contains a NUL');
  }
  await assertNextCommandWorks(client);
  assert.deepEqual(await arrived(), []);
});
