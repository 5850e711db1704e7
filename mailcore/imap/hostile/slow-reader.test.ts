/** A peer that asks for much and reads nothing is not read ahead for, and is let go. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Readable } from 'node:stream';
import { connect } from 'node:net';
import { once } from 'node:events';
import type { Blobs } from '../../store/blobs.ts';
import { PASSWORD, startImapTestServer, USER } from '../testing/imap-test-server.ts';

const BODY_BYTES = 40_000_000;
/** What two socket buffers of the kernel may swallow. */
const MAX_SENT_BYTES = 25_000_000;

/** The same blobs, with a count of what was streamed and the moment streaming ends. */
function watchedBlobs(blobs: Blobs) {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const watched = { blobs: { ...forward(blobs), stream }, sentBytes: 0, ended };
  function stream(...range: Parameters<Blobs['stream']>): Readable {
    return Readable.from(count(blobs.stream(...range)), { objectMode: false });
  }
  async function* count(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of chunks) {
        watched.sentBytes += chunk.length;
        yield chunk;
      }
    } finally {
      resolve();
    }
  }
  return watched;
}

function forward(blobs: Blobs): Omit<Blobs, 'stream'> {
  return {
    create: () => blobs.create(),
    read: (...range) => blobs.read(...range),
    readNow: (...range) => blobs.readNow(...range),
    abandon: (blob) => blobs.abandon(blob),
    close: () => blobs.close(),
  };
}

test('a large body waits for its reader, and not for ever', async (context) => {
  let watched: ReturnType<typeof watchedBlobs> | undefined;
  const server = await startImapTestServer(context, {
    limits: { imapIdleTimeoutMs: 300 },
    deps: ({ blobs }) => ({ blobs: (watched = watchedBlobs(blobs)).blobs }),
  });
  await server.deliver(`Subject: large\r\n\r\n${'x'.repeat(BODY_BYTES)}`);
  const socket = connect(server.port, server.host);
  context.after(() => socket.destroy());
  await once(socket, 'connect');
  socket.pause();
  socket.write(`a LOGIN "${USER}" "${PASSWORD}"\r\nb SELECT INBOX\r\n${'c FETCH 1 BODY[]\r\n'.repeat(50)}`);
  await watched?.ended;
  assert.ok((watched?.sentBytes ?? 0) > 0);
  assert.ok((watched?.sentBytes ?? 0) < MAX_SENT_BYTES, String(watched?.sentBytes));
});
