import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { startReceiver } from '../../testing/smtp-receiver.ts';
import type { OutgoingMessage, Peer } from './outgoing.ts';
import { createSessionPool } from './session-pool.ts';

const never = new AbortController().signal;

function message(to: string): OutgoingMessage {
  const bytes = Buffer.from('Subject: Hi\r\n\r\nHello\r\n');
  return {
    envelope: { reversePath: 'a@here.example', recipients: [{ address: to }], smtpUtf8: false, body: '7BIT' },
    sizeBytes: bytes.length,
    hasUtf8Header: false,
    stream: () => Readable.from([bytes]),
  };
}

test('one connection serves one message after the other, and is replaced when the peer has closed it', async (context) => {
  const server = await startReceiver();
  context.after(() => server.close());
  const sockets: Socket[] = [];
  const pool = createSessionPool({
    hostname: 'client.example',
    connect({ address, port }) {
      const socket = connect({ host: address, port });
      sockets.push(socket);
      return socket;
    },
  });
  context.after(() => pool.close());
  const peer: Peer = { host: 'mx', address: '127.0.0.1', port: server.port, tls: 'none', credentials: null };

  for (const to of ['a@x.example', 'b@x.example']) await pool.deliver(peer, message(to), never);
  assert.equal(sockets.length, 1);

  sockets[0]!.resetAndDestroy();
  const [result] = await pool.deliver(peer, message('c@x.example'), never);
  assert.equal(result?.result, 'delivered');
  assert.equal(sockets.length, 2);

  const [one, two] = await Promise.all(
    ['d@x.example', 'e@x.example'].map((to) => pool.deliver(peer, message(to), never)),
  );
  assert.equal(one?.[0]?.result, 'delivered');
  assert.equal(two?.[0]?.result, 'delivered');
  assert.equal(sockets.length, 3);
  assert.deepEqual(server.messages.map(({ to }) => to[0]?.[0]).sort(), ['a', 'b', 'c', 'd', 'e']);
});
