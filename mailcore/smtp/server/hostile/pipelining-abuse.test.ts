/** Clients that send without listening: order, memory and patience hold. RFC 2920 §3. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNextCommandWorks, beginData, startAttack } from '../../../testing/smtp-attack.ts';

test('a body sent before its 354 is the body', async (t) => {
  const { client, arrived } = await startAttack(t);
  client.send(
    'MAIL FROM:<>\r\nRCPT TO:<tomo@example.com>\r\nDATA\r\nSubject: early\r\n\r\nx\r\n.\r\nNOOP\r\n',
  );
  for (const expected of [/^250 2\.1\.0/, /^250 2\.1\.5/, /^354/, /^250 2\.0\.0 queued/, /^250 2\.0\.0 ok/]) {
    assert.match(await client.reply(), expected);
  }
  assert.equal((await arrived()).length, 1);
});

test('a body behind a refused DATA is a row of bad commands', async (t) => {
  const { client, arrived } = await startAttack(t);
  client.send('MAIL FROM:<>\r\nRCPT TO:<nobody@example.com>\r\nDATA\r\nSubject: x\r\n.\r\nNOOP\r\n');
  for (const expected of [/^250/, /^550/, /^554/, /^500/, /^500/, /^250/]) {
    assert.match(await client.reply(), expected);
  }
  assert.deepEqual(await arrived(), []);
});

test('100 bad commands end the session', async (t) => {
  const { client } = await startAttack(t);
  client.send('XYZZY\r\n'.repeat(200));
  for (let i = 0; i < 100; i++) assert.match(await client.reply(), /^500 5\.5\.1/);
  assert.match(await client.reply(), /^421 4\.7\.0/);
  assert.equal(await client.lineOrEnd(), null);
});

test('100,000 commands at once are answered in order', async (t) => {
  const { client } = await startAttack(t);
  client.send('NOOP\r\n'.repeat(100_000));
  for (let i = 0; i < 100_000; i++) if ((await client.line()) !== '250 2.0.0 ok') assert.fail(`reply ${i}`);
  await assertNextCommandWorks(client);
});

test('another message in the packet that ends one', async (t) => {
  const { client, arrived } = await startAttack(t);
  await beginData(client);
  const next = 'MAIL FROM:<>\r\nRCPT TO:<tomo@example.com>\r\nDATA\r\n';
  client.send(`Subject: 1\r\n\r\n.\r\n${next}Subject: 2\r\n\r\n.\r\n${next}Subject: 3\r\n\r\n.\r\nQUIT\r\n`);
  while ((await client.lineOrEnd()) !== null);
  assert.deepEqual(
    (await arrived()).map((text) => /Subject: (\d)/.exec(text)?.[1]),
    ['1', '2', '3'],
  );
});
