/** A disk that fails is an error the client may come back from, and never half a message taken for a whole one. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { MailError } from '../../errors.ts';
import { messageOfSize, startPop3TestServer } from '../testing/pop3-test-server.ts';
import { ask, signInTo } from '../testing/sign-in.ts';

/** A session over blobs that fail after some chunks. */
async function signInOverBrokenBlobs(context: TestContext, goodChunks: number) {
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let count = 0; count < goodChunks; count++) yield Buffer.from('line\r\n');
    throw new MailError('unavailable', 'The store does not answer.');
  }
  const server = await startPop3TestServer(context, {
    deps: ({ blobs }) => ({
      blobs: Object.assign(Object.create(blobs) as typeof blobs, {
        stream: () => Readable.from(chunks(), { objectMode: false }),
      }),
    }),
  });
  await server.deliver(messageOfSize(100));
  return signInTo(context, server);
}

test('a body that cannot be read at all is a temporary error, and the next command works', async (context) => {
  const client = await signInOverBrokenBlobs(context, 0);
  for (const command of ['RETR 1', 'TOP 1 5'])
    assert.match(await ask(client, command), /^-ERR \[SYS\/TEMP\] /);
  assert.equal(await ask(client, 'STAT'), '+OK 1 100');
});

test('a body that breaks off ends the connection without the final dot', async (context) => {
  const client = await signInOverBrokenBlobs(context, 3);
  client.send('RETR 1\r\nSTAT\r\n');
  for (let line = await client.lineOrEnd(); line !== null; line = await client.lineOrEnd())
    assert.match(line, /^(?:\+OK 100 octets|line)$/);
});
