import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { relative } from 'node:path';
import { MailError } from '../../errors.ts';
import type { Channel } from './channel.ts';
import { socketChannel } from './socket-channel.ts';

/** sun_path of unix(7), less its closing NUL, on the platform with the least. */
const MAX_PATH_BYTES = 103;

/** Where other processes of the same user reach the writer. */
export interface ControlSocket {
  close(): void;
}

/** Listens with mode 0600. Only the owner of the data directory calls this, so a socket left behind is a dead one. */
export function listenControlSocket(
  path: string,
  attach: (channel: Channel) => void,
): Promise<ControlSocket> {
  const address = socketAddress(path);
  rmSync(path, { force: true });
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    attach(socketChannel(socket));
  });
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new MailError('unavailable', 'The control socket cannot be made', { cause })),
    );
    server.listen(address, () => {
      chmodSync(path, 0o600);
      resolve({
        close: () => {
          server.close();
          for (const socket of sockets) socket.end();
        },
      });
    });
  });
}

/** Throws `unavailable` when nobody listens. */
export function connectControlSocket(path: string): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketAddress(path));
    const refuse = (cause: Error): void =>
      reject(new MailError('unavailable', 'The server does not answer', { cause }));
    socket.once('error', refuse);
    socket.once('connect', () => {
      socket.off('error', refuse);
      resolve(socketChannel(socket));
    });
  });
}

/** A data directory may lie deeper than a socket address can say; seen from here it may be near. */
function socketAddress(path: string): string {
  const near = relative(process.cwd(), path);
  const address = Buffer.byteLength(path) <= MAX_PATH_BYTES ? path : near;
  if (Buffer.byteLength(address) > MAX_PATH_BYTES)
    throw new MailError('invalidArgument', 'The path of the data directory is too long');
  return address;
}
