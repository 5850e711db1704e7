/** Commands put into the plain-text part of a connection must not run inside its TLS part. RFC 3207 §6, CVE-2011-0411. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startAttack } from '../../../testing/smtp-attack.ts';

test('what is pipelined behind STARTTLS is neither run nor answered', async (t) => {
  const { client, arrived } = await startAttack(t);
  client.send(
    'STARTTLS\r\nEHLO evil.example\r\nMAIL FROM:<evil@remote.example>\r\nRCPT TO:<tomo@example.com>\r\n',
  );
  assert.match(await client.reply(), /^220/);
  await client.startTls();
  assert.equal(await client.ask('RCPT TO:<tomo@example.com>'), '503 5.5.1 send EHLO first');
  assert.match(await client.ask('EHLO client.example'), /^250/);
  assert.equal(await client.ask('RCPT TO:<tomo@example.com>'), '503 5.5.1 send MAIL first');
  assert.deepEqual(await arrived(), []);
});

test('a transaction begun in plain text does not live on', async (t) => {
  const { client } = await startAttack(t);
  await client.ask('MAIL FROM:<evil@remote.example>');
  assert.equal(await client.ask('STARTTLS'), '503 5.5.1 a transaction is open');
});

test('plain text where a ClientHello should be ends the connection', async (t) => {
  const { client } = await startAttack(t);
  assert.match(await client.ask('STARTTLS'), /^220/);
  client.send('MAIL FROM:<evil@remote.example>\r\n');
  // OpenSSL may send an alert record first; no reply of ours is in it.
  for (let line = await client.lineOrEnd(); line !== null; line = await client.lineOrEnd()) {
    assert.doesNotMatch(line, /^\d{3}[ -]/);
  }
});
