import { closeSync, openSync, read, readSync } from 'node:fs';

interface CachedFile {
  readonly descriptor: number;
  readers: number;
  isEvicted: boolean;
}

const MAX_OPEN_FILES = 128;
const TOO_SHORT = 'body is shorter than its row says';

/** Reads ranges of files that never change, keeping the most recently used ones open. */
export class FileReader {
  readonly #files = new Map<string, CachedFile>();

  /** Exactly `length` bytes from `offset`; throws when the file is shorter or missing. */
  async read(path: string, offset: number, length: number): Promise<Buffer> {
    const file = this.#acquire(path);
    try {
      const bytes = Buffer.allocUnsafeSlow(length);
      for (let done = 0; done < length;) {
        const count = await readAt(file.descriptor, bytes, done, offset + done);
        if (count === 0) throw new Error(TOO_SHORT);
        done += count;
      }
      return bytes;
    } finally {
      this.#release(file);
    }
  }

  /** The same, with the thread waiting. */
  readNow(path: string, offset: number, length: number): Buffer {
    const file = this.#acquire(path);
    try {
      const bytes = Buffer.allocUnsafeSlow(length);
      for (let done = 0; done < length;) {
        const count = readSync(file.descriptor, bytes, done, length - done, offset + done);
        if (count === 0) throw new Error(TOO_SHORT);
        done += count;
      }
      return bytes;
    } finally {
      this.#release(file);
    }
  }

  close(): void {
    for (const path of [...this.#files.keys()]) this.#evict(path);
  }

  #acquire(path: string): CachedFile {
    let file = this.#files.get(path);
    if (file) this.#files.delete(path);
    else file = { descriptor: openSync(path, 'r'), readers: 0, isEvicted: false };
    file.readers++;
    this.#files.set(path, file);
    if (this.#files.size > MAX_OPEN_FILES) this.#evict(this.#files.keys().next().value ?? path);
    return file;
  }

  #release(file: CachedFile): void {
    file.readers--;
    if (file.isEvicted && file.readers === 0) closeSync(file.descriptor);
  }

  #evict(path: string): void {
    const file = this.#files.get(path);
    if (!file) return;
    this.#files.delete(path);
    file.isEvicted = true;
    if (file.readers === 0) closeSync(file.descriptor);
  }
}

function readAt(descriptor: number, into: Buffer, at: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(descriptor, into, at, into.length - at, position, (error, count) => {
      if (error) reject(error);
      else resolve(count);
    });
  });
}
