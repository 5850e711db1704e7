import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { startImapTestServer } from '../testing/imap-test-server.ts';
import { ask, signInTo } from '../testing/sign-in.ts';

const CONTENT = randomBytes(3_000_001);

async function openLarge(context: TestContext) {
  const server = await startImapTestServer(context);
  const base64 = (CONTENT.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n');
  await server.deliver(`Subject: large\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64}\r\n`);
  const client = await signInTo(context, server);
  assert.match(await ask(client, 'a SELECT INBOX'), /^a OK/);
  return client;
}

test('a large part is decoded as it is sent, and its size is right', async (context) => {
  const client = await openLarge(context);
  client.send('b FETCH 1 (BINARY.SIZE[1] BINARY.PEEK[1])\r\n');
  assert.equal(
    await client.line(),
    `* 1 FETCH (BINARY.SIZE[1] ${CONTENT.length} BINARY[1] ~{${CONTENT.length}}`,
  );
  const body = await client.bytes(CONTENT.length);
  assert.equal(sha256(body), sha256(CONTENT));
  assert.equal(await client.line(), ')');
  assert.match(await client.line(), /^b OK/);
});

test('a partial of a large part', async (context) => {
  const client = await openLarge(context);
  client.send('b FETCH 1 BINARY.PEEK[1]<1234567.100000>\r\n');
  assert.match(await client.line(), /^\* 1 FETCH \(BINARY\[1\]<1234567> ~\{100000\}$/);
  assert.ok((await client.bytes(100_000)).equals(CONTENT.subarray(1_234_567, 1_334_567)));
  client.send('c FETCH 1 BINARY.PEEK[1]<9000000.5>\r\n');
  assert.equal(await client.line(), ')');
  assert.match(await client.line(), /^b OK/);
  assert.equal(await client.line(), '* 1 FETCH (BINARY[1]<9000000> {0}');
});

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
