/** A peer that asks for much and reads nothing is not read ahead for, and is let go. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import type { Blobs } from '../../store/blobs.ts';
import { PASSWORD, startPop3TestServer, USER, type Pop3TestServer } from '../testing/pop3-test-server.ts';

const BODY_BYTES = 40_000_000;
/** What two socket buffers of the kernel may swallow. */
const MAX_SENT_BYTES = 25_000_000;
/** About what CAPA is answered with. */
const CAPA_BYTES = 160;

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

/** Signs in and asks, and never reads a byte. */
async function askDeafly(context: TestContext, server: Pop3TestServer, commands: string): Promise<Socket> {
  const socket = connect(server.port, server.host);
  context.after(() => socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.pause();
  socket.write(`USER ${USER}\r\nPASS ${PASSWORD}\r\n${commands}`);
  return socket;
}

test('a large body waits for its reader, and not for ever', async (context) => {
  let watched: ReturnType<typeof watchedBlobs> | undefined;
  const server = await startPop3TestServer(context, {
    limits: { popIdleTimeoutMs: 300 },
    deps: ({ blobs }) => ({ blobs: (watched = watchedBlobs(blobs)).blobs }),
  });
  await server.deliver(`Subject: large\r\n\r\n${'x'.repeat(BODY_BYTES)}`);
  await askDeafly(context, server, 'RETR 1\r\n'.repeat(50));
  await watched?.ended;
  assert.ok((watched?.sentBytes ?? 0) > 0);
  assert.ok((watched?.sentBytes ?? 0) < MAX_SENT_BYTES, String(watched?.sentBytes));
});

test('short answers wait too, and not for ever', async (context) => {
  let answered = 0;
  const server = await startPop3TestServer(context, {
    limits: { popIdleTimeoutMs: 300 },
    deps: ({ config }) => {
      // Every CAPA asks whether a password may cross the connection.
      const tls = Object.defineProperty({ ...config.tls }, 'allowPlainOnLoopback', {
        get: () => ++answered > 0,
      });
      return { config: { ...config, tls } };
    },
  });
  // More than the kernel holds for both: only then does this side notice that it was let go.
  const asked = 4_000_000;
  const socket = await askDeafly(context, server, 'CAPA\r\n'.repeat(asked));
  await new Promise((resolve) => socket.once('close', resolve));
  assert.ok(answered > 0);
  assert.ok(answered * CAPA_BYTES < MAX_SENT_BYTES, String(answered));
});
