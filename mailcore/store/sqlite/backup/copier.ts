import { link, open, type FileHandle } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { crc32 } from 'node:zlib';

const CHUNK_BYTES = 1024 * 1024;
/** Answers of file systems that cannot link. link(2) */
const CANNOT_LINK: ReadonlySet<string> = new Set([
  'EXDEV',
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'EMLINK',
  'ENOSYS',
]);

/** Copies ranges of files at a bounded rate, so that whoever works on the same disk hardly notices. */
export class Copier {
  readonly #bytesPerSecond: number;
  readonly #onBytes: (count: number) => void;

  constructor(bytesPerSecond: number, onBytes: (count: number) => void = () => undefined) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#onBytes = onBytes;
  }

  /**
   * Copies bytes `start` to `end` of a file to the same place of another, synced. Returns the checksum of `crc` continued over them.
   * Throws when the source is shorter.
   */
  async copy(source: string, target: string, start: number, end: number, crc = 0): Promise<number> {
    await using from = await open(source, 'r');
    await using to = await open(target, start === 0 ? 'w' : 'r+', 0o600);
    let checksum = crc;
    for (let at = start; at < end; at += CHUNK_BYTES) {
      const chunk = await this.#read(from, at, Math.min(CHUNK_BYTES, end - at));
      await to.write(chunk, 0, chunk.length, at);
      checksum = crc32(chunk, checksum);
    }
    await to.sync();
    return checksum;
  }

  /** The checksum of the first `end` bytes. */
  async checksum(path: string, end: number): Promise<number> {
    await using file = await open(path, 'r');
    let checksum = 0;
    for (let at = 0; at < end; at += CHUNK_BYTES) {
      checksum = crc32(await this.#read(file, at, Math.min(CHUNK_BYTES, end - at)), checksum);
    }
    return checksum;
  }

  async #read(file: FileHandle, at: number, length: number): Promise<Buffer> {
    const startedAt = performance.now();
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, at);
    if (bytesRead !== length) throw new Error('the file is shorter than what is stored in it');
    this.#onBytes(length);
    const dueMs = (length / this.#bytesPerSecond) * 1_000 - (performance.now() - startedAt);
    if (dueMs > 1) await setTimeout(dueMs);
    return buffer;
  }
}

/** A second name for a file. False where the file system has no such thing, or the file is not there. */
export async function tryLink(existing: string, name: string): Promise<boolean> {
  try {
    await link(existing, name);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || CANNOT_LINK.has(code)) return false;
    throw error;
  }
}
