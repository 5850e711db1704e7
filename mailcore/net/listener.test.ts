import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { createTestCertificate } from '../testing/certificate.ts';
import { SILENT_LOGGER } from '../testing/silent-logger.ts';
import { IdleTimeout, type Connection, type SessionHandler } from './connection.ts';
import { ConnectionLimits } from './connection-limits.ts';
import { startListener, type Listener, type ListenerOptions } from './listener.ts';
import { createTlsContext } from './tls-context.ts';

const certificate = createTestCertificate();
const tlsContext = createTlsContext(certificate);

async function listen(
  t: TestContext,
  handler: SessionHandler,
  options: Partial<ListenerOptions> = {},
): Promise<Listener> {
  const listener = await startListener({
    address: '127.0.0.1:0',
    tls: 'starttls',
    tlsContext,
    handler,
    limits: new ConnectionLimits({ maxConnections: 10, maxConnectionsPerAddress: 10 }),
    logger: SILENT_LOGGER,
    ...options,
  });
  t.after(() => listener.close({ drainMs: 0 }));
  return listener;
}

function dial(t: TestContext, port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  t.after(() => socket.destroy());
  return socket;
}

/** All the peer sent until it closed. */
async function received(socket: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

const echo: SessionHandler = async (connection) => {
  for (;;) {
    const line = await connection.reader.readLine(100);
    if (line === null) return;
    void connection.write(`${line.toString('latin1')}\r\n`);
  }
};

test('answers everything that a half-closed client asked, then closes', async (t) => {
  const { port } = await listen(t, echo);
  const socket = dial(t, port);
  socket.end('one\r\ntwo\r\nthree');
  assert.equal(await received(socket), 'one\r\ntwo\r\n');
});

test('writes of one turn leave in one packet, strings and buffers in order', async (t) => {
  const { port } = await listen(t, async (connection) => {
    void connection.write('a');
    void connection.write(Buffer.from('b'));
    await Promise.resolve();
    void connection.write('c');
    await connection.reader.fill();
  });
  const socket = dial(t, port);
  const [first] = (await once(socket, 'data')) as [Buffer];
  assert.equal(first.toString(), 'abc');
});

test('an idle peer makes fill reject; the session can still say why', async (t) => {
  const { port } = await listen(t, async (connection) => {
    connection.setIdleTimeout(20);
    await assert.rejects(connection.reader.fill(), IdleTimeout);
    void connection.write('bye');
  });
  assert.equal(await received(dial(t, port)), 'bye');
});

test('a peer that reads nothing is dropped', async (t) => {
  const ended = Promise.withResolvers<unknown>();
  const { port } = await listen(t, async (connection) => {
    connection.setIdleTimeout(50);
    const endless = async function* () {
      for (;;) yield Buffer.alloc(65_536);
    };
    await connection.writeStream(endless()).catch(ended.resolve);
  });
  const socket = dial(t, port);
  socket.pause();
  assert.match(String(await ended.promise), /peer gone/);
});

test('a reset ends the stream', async (t) => {
  const result = Promise.withResolvers<boolean>();
  const { port } = await listen(t, async (connection) => {
    void connection.write('hello');
    result.resolve(await connection.reader.fill());
    assert.equal(connection.signal.aborted, true);
  });
  const socket = dial(t, port);
  await once(socket, 'data');
  socket.resetAndDestroy();
  assert.equal(await result.promise, false);
});

test('the buffer is bounded while nobody reads', async (t) => {
  const connected = Promise.withResolvers<Connection>();
  const over = Promise.withResolvers<void>();
  const { port } = await listen(t, async (connection) => {
    connected.resolve(connection);
    await over.promise;
  });
  const socket = dial(t, port);
  const connection = await connected.promise;
  while (socket.write(Buffer.alloc(65_536))) await new Promise(setImmediate);
  for (let turn = 0; turn < 200; turn++) {
    socket.write(Buffer.alloc(65_536));
    await new Promise(setImmediate);
  }
  assert.ok(connection.reader.bufferedBytes <= 128 * 1024, `${connection.reader.bufferedBytes} bytes`);
  over.resolve();
});

test('readExactly joins what comes in pieces', async (t) => {
  const { port } = await listen(t, async (connection) => {
    const bytes = await connection.reader.readExactly(200_000);
    void connection.write(`${bytes?.length} ${bytes?.indexOf('end')}`);
  });
  const socket = dial(t, port);
  socket.end(Buffer.concat([Buffer.alloc(199_997), Buffer.from('end')]));
  assert.equal(await received(socket), '200000 199997');
});

const upgrade: SessionHandler = async (connection) => {
  await connection.reader.readLine(100);
  void connection.write('go\r\n');
  await connection.startTls();
  void connection.write(`${connection.isSecure} ${connection.tlsSummary}\r\n`);
  await echo(connection);
};

test('STARTTLS discards what was injected before the handshake', async (t) => {
  const { port } = await listen(t, upgrade);
  const plain = dial(t, port);
  plain.write('STARTTLS\r\nINJECTED\r\n');
  await once(plain, 'data');
  const secure = connectTls({ socket: plain, rejectUnauthorized: false });
  secure.end('after\r\n');
  assert.match(await received(secure), /^true TLSv1\.3 TLS_\w+\r\nafter\r\n$/);
});

test('a failed handshake closes the connection and frees its place', async (t) => {
  const limits = new ConnectionLimits({ maxConnections: 10, maxConnectionsPerAddress: 10 });
  const { port } = await listen(t, upgrade, { limits });
  const plain = dial(t, port);
  plain.write('STARTTLS\r\n');
  await once(plain, 'data');
  plain.write('this is no ClientHello\r\n');
  await received(plain);
  assert.equal(limits.openConnections, 0);
});

test('implicit TLS', async (t) => {
  const { port, close } = await listen(t, echo, { tls: 'implicit' });
  const secure = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  secure.end('hello\r\n');
  assert.equal(await received(secure), 'hello\r\n');
  // Resolves only when the socket under the TLS one is gone too.
  await close({ drainMs: 600_000 });
});

test('connections over the limit get the busy greeting', async (t) => {
  const limits = new ConnectionLimits({ maxConnections: 10, maxConnectionsPerAddress: 1 });
  const { port } = await listen(t, echo, {
    limits,
    refuse: (connection, reason) => void connection.write(`421 ${reason}\r\n`),
  });
  const first = dial(t, port);
  first.write('hello\r\n');
  await once(first, 'data');
  assert.equal(await received(dial(t, port)), '421 tooManyFromAddress\r\n');
  first.end();
  await once(first, 'close');
  const third = dial(t, port);
  third.end('again\r\n');
  assert.equal(await received(third), 'again\r\n');
});

test('drain ends a session at its next command and resolves when it is over', async (t) => {
  const { port, close } = await listen(t, async (connection) => {
    void connection.write('hello\r\n');
    assert.equal(await connection.reader.readLine(100), null);
    assert.equal(connection.signal.aborted, true);
    void connection.write('bye\r\n');
  });
  const socket = dial(t, port);
  await once(socket, 'data');
  const rest = received(socket);
  const closed = close({ drainMs: 60_000 });
  assert.equal(await rest, 'bye\r\n');
  socket.end();
  await closed;
});

test('a session that does not end is cut after drainMs', async (t) => {
  const { port, close } = await listen(t, async (connection) => {
    void connection.write('hello\r\n');
    while (await connection.reader.fill('end'));
  });
  const socket = dial(t, port);
  await once(socket, 'data');
  await close({ drainMs: 1 });
});

test('a taken port is told with its address and reason', async (t) => {
  const other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.after(() => other.close());
  const { port } = other.address() as AddressInfo;
  await assert.rejects(listen(t, echo, { address: `127.0.0.1:${port}` }), {
    name: 'ListenError',
    message: `127.0.0.1:${port} is taken by another program (EADDRINUSE)`,
  });
});

test('several listeners share a port', async (t) => {
  const first = await listen(t, echo, { reusePort: true });
  const second = await listen(t, echo, { address: `127.0.0.1:${first.port}`, reusePort: true });
  assert.equal(second.port, first.port);
});
