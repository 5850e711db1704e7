/** Packed input that unpacks to a thousand times its size, or to nothing at all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { constants, deflateRawSync } from 'node:zlib';
import { startImapTestServer } from '../testing/imap-test-server.ts';
import { ask, signInTo } from '../testing/sign-in.ts';

async function openCompressed(context: TestContext) {
  const client = await signInTo(context, await startImapTestServer(context));
  assert.match(await ask(client, 'z COMPRESS DEFLATE'), /^z OK/);
  client.startDeflate();
  return client;
}

test('a line of 200 MB in 200 KB is refused in bounded memory, and the next command works', async (context) => {
  const client = await openCompressed(context);
  const piece = 'x'.repeat(1024 * 1024);
  for (let sent = 0; sent < 200; sent++) client.send(piece);
  client.send('\r\nb NOOP\r\n');
  assert.match(await client.line(), /^\* BAD/);
  assert.match(await client.line(), /^b OK/);
});

test('what is no deflate ends the session with BYE', async (context) => {
  const client = await signInTo(context, await startImapTestServer(context));
  // The plain command behind it is taken for packed data: it is none.
  client.send('z COMPRESS DEFLATE\r\nb NOOP\r\n');
  assert.match(await client.line(), /^z OK/);
  client.startDeflate();
  assert.match(await client.line(), /^\* BYE Compressed data is broken/);
  assert.equal(await client.lineOrEnd(), null);
});

test('what follows the end of the packed stream ends the session', async (context) => {
  const client = await signInTo(context, await startImapTestServer(context));
  assert.match(await ask(client, 'z COMPRESS DEFLATE'), /^z OK/);
  const finished = deflateRawSync('b NOOP\r\n', { finishFlush: constants.Z_FINISH });
  client.send(Buffer.concat([finished, Buffer.from('c NOOP\r\n')]));
  client.startDeflate();
  assert.match(await client.line(), /^b OK/);
  assert.equal(await client.lineOrEnd(), null);
});
