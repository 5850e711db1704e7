/** Peers that say nothing, or read nothing, are told and dropped. RFC 5321 §4.5.3.2.7. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginData, startAttack } from '../../../testing/smtp-attack.ts';

const limits = { smtpIdleTimeoutMs: 100 };

test('silence between commands', async (t) => {
  const { client } = await startAttack(t, { limits });
  assert.match(await client.reply(), /^421 4\.4\.2/);
  assert.equal(await client.lineOrEnd(), null);
});

test('silence in a message', async (t) => {
  const { client, arrived } = await startAttack(t, { limits });
  await beginData(client);
  client.send('Subject: x\r\n\r\n');
  assert.match(await client.reply(), /^421 4\.4\.2/);
  assert.equal(await client.lineOrEnd(), null);
  assert.deepEqual(await arrived(), []);
});

test('silence in AUTH', async (t) => {
  const { server } = await startAttack(t, { limits, allowPlainOnLoopback: true });
  const client = await server.dial('submission');
  await client.ask('EHLO attacker.example');
  assert.match(await client.ask('AUTH PLAIN'), /^334/);
  assert.match(await client.reply(), /^421 4\.4\.2/);
});

test('a message that drips in for more than an hour', async (t) => {
  let now = new Date('2026-11-24T09:00:00Z');
  const { client, arrived } = await startAttack(t, { clock: () => now });
  await beginData(client);
  now = new Date('2026-11-24T10:00:01Z');
  client.send('S');
  assert.match(await client.reply(), /^421 4\.4\.2/);
  assert.equal(await client.lineOrEnd(), null);
  assert.deepEqual(await arrived(), []);
});

test('a byte at a time', async (t) => {
  const { client, arrived } = await startAttack(t);
  for (const byte of 'MAIL FROM:<>\r\nRCPT TO:<tomo@example.com>\r\nDATA\r\nSubject: x\r\n\r\n..\r\n.\r\n') {
    client.send(byte);
    await new Promise(setImmediate);
  }
  for (const expected of [/^250/, /^250/, /^354/, /^250 2\.0\.0 queued/])
    assert.match(await client.reply(), expected);
  assert.match((await arrived())[0] ?? '', /\r\n\r\n\.\r\n$/);
});
