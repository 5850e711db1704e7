import { type Socket } from 'node:net';
import { deserialize, serialize } from 'node:v8';
import type { Channel } from './channel.ts';

const LENGTH_BYTES = 4;
/** A batch of requests holds at most 32 MiB of bodies and one request more than fits. */
const MAX_FRAME_BYTES = 256 * 1024 * 1024;

/** Between processes: v8-serialised messages, each after its length as 32 bits big-endian. A frame too long ends the connection. */
export function socketChannel(socket: Socket): Channel {
  const frames = new FrameReader();
  return {
    send: (message) => sendFrame(socket, serialize(message)),
    onMessage: (listener) => {
      socket.on('data', (chunk: Buffer) => {
        try {
          for (const frame of frames.push(chunk)) listener(deserialize(frame));
        } catch (error) {
          socket.destroy(error instanceof Error ? error : undefined);
        }
      });
    },
    onClose: (listener) => {
      socket.on('error', () => socket.destroy());
      socket.once('close', listener);
    },
    close: () => void socket.end(),
  };
}

function sendFrame(socket: Socket, frame: Buffer): void {
  if (socket.destroyed) return;
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(frame.length);
  socket.cork();
  socket.write(length);
  socket.write(frame);
  socket.uncork();
}

/** Cuts a byte stream into frames. Throws when one is longer than allowed. */
class FrameReader {
  #chunks: Buffer[] = [];
  #bytes = 0;

  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    const frames: Buffer[] = [];
    for (let length = this.#frameLength(); length !== null; length = this.#frameLength()) {
      const all =
        this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks);
      frames.push(all.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
      const rest = all.subarray(LENGTH_BYTES + length);
      this.#chunks = rest.length > 0 ? [rest] : [];
      this.#bytes = rest.length;
    }
    return frames;
  }

  /** Null while the next frame is incomplete. */
  #frameLength(): number | null {
    if (this.#bytes < LENGTH_BYTES) return null;
    const first = this.#chunks[0];
    if (!first || first.length < LENGTH_BYTES) this.#chunks = [Buffer.concat(this.#chunks)];
    const length = this.#chunks[0]?.readUInt32BE(0) ?? 0;
    if (length > MAX_FRAME_BYTES) throw new Error(`frame of ${length} bytes`);
    return this.#bytes >= LENGTH_BYTES + length ? length : null;
  }
}
