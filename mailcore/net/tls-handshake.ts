import { once } from 'node:events';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { PeerGone } from './connection.ts';
import type { TlsContext } from './tls-context.ts';

const HANDSHAKE_TIMEOUT_MS = 30_000;

/**
 * Starts TLS as the server on an open socket. `secured` rejects with PeerGone when the handshake fails or takes 30 s;
 * the socket is destroyed then.
 */
export function acceptTls(plain: Socket, context: TlsContext): { socket: TLSSocket; secured: Promise<void> } {
  const socket = new TLSSocket(plain, {
    isServer: true,
    secureContext: context.secureContext,
    requestCert: false,
    rejectUnauthorized: false,
  });
  socket.allowHalfOpen = true;
  return { socket, secured: waitUntilSecure(socket) };
}

async function waitUntilSecure(socket: TLSSocket): Promise<void> {
  const settled = new AbortController();
  const { signal } = settled;
  const timer = setTimeout(() => socket.destroy(), HANDSHAKE_TIMEOUT_MS);
  try {
    // 'error' rejects either wait with OpenSSL's reason.
    await Promise.race([
      once(socket, 'secure', { signal }),
      once(socket, 'close', { signal }).then(() => {
        throw new Error('closed during the handshake');
      }),
    ]);
  } catch (error) {
    socket.destroy();
    throw new PeerGone(`TLS handshake: ${(error as Error).message}`);
  } finally {
    clearTimeout(timer);
    settled.abort();
  }
}
