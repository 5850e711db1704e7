/** Lines and messages without end cost neither memory nor the session. RFC 5321 §4.5.3.1. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNextCommandWorks, beginData, startAttack } from '../../../testing/smtp-attack.ts';

test('a command line of 10 MB is refused once', async (t) => {
  const { client } = await startAttack(t);
  for (let i = 0; i < 160; i++) client.send(Buffer.alloc(65_536, 0x61));
  client.send('\r\n');
  assert.equal(await client.reply(), '500 5.5.2 line too long');
  await assertNextCommandWorks(client);
});

test('AUTH may be long, but not for ever', async (t) => {
  const { server } = await startAttack(t, { allowPlainOnLoopback: true });
  const client = await server.dial('submission');
  await client.ask('EHLO attacker.example');
  assert.match(await client.ask(`AUTH PLAIN ${'QUFB'.repeat(2_000)}`), /^501 5\.5\.2/);
  assert.equal(await client.ask(`AUTH PLAIN ${'QUFB'.repeat(4_000)}`), '500 5.5.2 line too long');
  assert.match(await client.ask('AUTH PLAIN'), /^334/);
  assert.equal(await client.ask('QUFB'.repeat(4_000)), '500 5.5.2 line too long');
  await assertNextCommandWorks(client);
});

test('a body line of 1 MB is kept as it is', async (t) => {
  const { client, arrived } = await startAttack(t);
  await beginData(client);
  client.send(`Subject: x\r\n\r\n${'y'.repeat(1_000_000)}\r\n.\r\n`);
  assert.match(await client.reply(), /^250/);
  assert.match((await arrived())[0] ?? '', /\r\n\r\ny{1000000}\r\n$/);
});

test('a message over the limit is read to its end and refused', async (t) => {
  const { client, arrived } = await startAttack(t, { limits: { maxMessageBytes: 100_000 } });
  await beginData(client);
  client.send(`Subject: x\r\n\r\n${'line\r\n'.repeat(500_000)}.\r\n`);
  assert.match(await client.reply(), /^552 5\.3\.4/);
  await assertNextCommandWorks(client);
  assert.deepEqual(await arrived(), []);
});

test('a body of nothing but dots', async (t) => {
  const { client, arrived } = await startAttack(t);
  await beginData(client);
  client.send(`${'..\r\n'.repeat(300_000)}.\r\n`);
  assert.match(await client.reply(), /^250/);
  assert.ok((await arrived())[0]?.endsWith('.\r\n'.repeat(300_000)));
});

test('5,000 header fields', async (t) => {
  const { client } = await startAttack(t);
  await beginData(client);
  client.send(`${'X-Field: x\r\n'.repeat(5_000)}\r\n.\r\n`);
  assert.match(await client.reply(), /^250/);
});
