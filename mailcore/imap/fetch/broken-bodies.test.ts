/** Bodies that are missing or cut short on disk: the answer says so, the others are answered, the connection lives. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { MailError } from '../../errors.ts';
import type { Blobs } from '../../store/blobs.ts';
import { message, startImapTestServer } from '../testing/imap-test-server.ts';
import { ask, signInTo, untilTagged } from '../testing/sign-in.ts';

const LARGE = `Subject: large\r\n\r\n${'x'.repeat(2_000_000)}\r\n`;

/** Reading the last byte of a body of exactly this size fails, however it is read. */
function brokenBlobs(blobs: Blobs, sizeBytes: number): Blobs {
  const check = (location: { sizeBytes: number }, end = location.sizeBytes): void => {
    if (location.sizeBytes === sizeBytes && end >= sizeBytes)
      throw new MailError('unavailable', 'The message cannot be read now');
  };
  return {
    create: () => blobs.create(),
    abandon: (blob) => blobs.abandon(blob),
    close: () => blobs.close(),
    async read(location, start, end) {
      check(location, end);
      return blobs.read(location, start, end);
    },
    readNow(location, start, end) {
      check(location, end);
      return blobs.readNow(location, start, end);
    },
    stream: (location, start, end) => blobs.stream(location, start, end),
  };
}

async function openBroken(context: TestContext, broken: string) {
  const server = await startImapTestServer(context, {
    deps: ({ blobs }) => ({ blobs: brokenBlobs(blobs, Buffer.byteLength(broken)) }),
  });
  for (const text of [message('first'), broken, message('a third')]) await server.deliver(text);
  const client = await signInTo(context, server);
  assert.match(await ask(client, 'a EXAMINE INBOX'), /^a OK/);
  return client;
}

test('a small body that cannot be read is left out, with NO', async (context) => {
  const client = await openBroken(context, message('the second'));
  client.send('b FETCH 1:3 (UID RFC822.TEXT)\r\n');
  assert.equal(await client.line(), '* 1 FETCH (UID 1 RFC822.TEXT {8}');
  await client.line();
  assert.equal(await client.line(), ')');
  assert.equal(await client.line(), '* 2 FETCH (UID 2)');
  assert.equal(await client.line(), '* 3 FETCH (UID 3 RFC822.TEXT {8}');
  assert.match(await untilTagged(client, 'b'), /^b NO \[UNAVAILABLE\] /);
  assert.match(await ask(client, 'c FETCH 2 (ENVELOPE BODYSTRUCTURE)'), /^c OK/);
});

test('nothing else asked for: no untagged response', async (context) => {
  const client = await openBroken(context, message('the second'));
  client.send('b FETCH 2 BODY.PEEK[]\r\n');
  assert.match(await client.line(), /^b NO \[UNAVAILABLE\] /);
});

for (const item of ['BODY.PEEK[]', 'BINARY.PEEK[1]']) {
  test(`a large body cut short is found out before its literal: ${item}`, async (context) => {
    const client = await openBroken(context, LARGE);
    client.send(`b FETCH 2 (UID ${item})\r\n`);
    assert.equal(await client.line(), '* 2 FETCH (UID 2)');
    assert.match(await client.line(), /^b NO \[UNAVAILABLE\] /);
    assert.match(await ask(client, 'c FETCH 1 BODY.PEEK[]'), /^c OK/);
  });
}
