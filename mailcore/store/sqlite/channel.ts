import type { MessagePort } from 'node:worker_threads';

/** One end of a two-way stream of messages, in order. */
export interface Channel {
  /** `transfer` may be moved to the other side instead of copied. */
  send(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the other side is gone or this side closed. */
  onClose(listener: () => void): void;
  close(): void;
}

/** Between threads of one process. */
export function portChannel(port: MessagePort): Channel {
  return {
    send: (message, transfer = []) => port.postMessage(message, [...transfer]),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.once('close', listener),
    close: () => port.close(),
  };
}
