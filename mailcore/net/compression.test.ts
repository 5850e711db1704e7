import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib';
import fc from 'fast-check';
import { SILENT_LOGGER } from '../testing/silent-logger.ts';
import { BatchDeflater } from './batch-deflater.ts';
import { ConnectionLimits } from './connection-limits.ts';
import type { SessionHandler } from './connection.ts';
import { startListener } from './listener.ts';

const BOMB_BYTES = 200 * 1024 * 1024;
/** The buffer's high-water mark and what was on its way. */
const MAX_BUFFERED_BYTES = 80 * 1024;

async function serve(context: TestContext, handler: SessionHandler): Promise<Socket> {
  const listener = await startListener({
    address: '127.0.0.1:0',
    tls: 'none',
    tlsContext: null,
    handler,
    limits: new ConnectionLimits({ maxConnections: 10, maxConnectionsPerAddress: 10 }),
    logger: SILENT_LOGGER,
  });
  const socket = connect(listener.port, '127.0.0.1');
  context.after(async () => {
    socket.destroy();
    await listener.close({ drainMs: 0 });
  });
  await once(socket, 'connect');
  return socket;
}

test('a bomb is unpacked no faster than it is read', async (context) => {
  const { promise, resolve } = Promise.withResolvers<{ total: number; peak: number }>();
  const socket = await serve(context, async (connection) => {
    const { reader } = connection;
    connection.startCompression();
    let total = 0;
    let peak = 0;
    while (await reader.fill()) {
      peak = Math.max(peak, reader.bufferedBytes);
      total += reader.take(MAX_BUFFERED_BYTES).length;
    }
    resolve({ total, peak });
  });
  const deflater = createDeflateRaw();
  deflater.pipe(socket);
  for (let sent = 0; sent < BOMB_BYTES; sent += 1024 * 1024)
    if (!deflater.write(Buffer.alloc(1024 * 1024, 0x78))) await once(deflater, 'drain');
  deflater.end();
  const { total, peak } = await promise;
  assert.equal(total, BOMB_BYTES);
  assert.ok(peak <= MAX_BUFFERED_BYTES, String(peak));
});

test('batches of any sizes are one stream, whole after each', async () => {
  const batches = fc.array(fc.uint8Array({ minLength: 1, maxLength: 6_000 }), {
    minLength: 1,
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(batches, async (parts) => {
      const deflater = new BatchDeflater();
      const inflater = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });
      for (const part of parts) {
        inflater.write(deflater.deflate(Buffer.from(part)));
        const received: Buffer[] = [];
        for (let bytes = 0; bytes < part.length;) {
          const [chunk] = (await once(inflater, 'data')) as [Buffer];
          received.push(chunk);
          bytes += chunk.length;
        }
        assert.deepEqual(new Uint8Array(Buffer.concat(received)), part);
      }
    }),
    { numRuns: 50 },
  );
});
