import { close, open, read } from 'node:fs';
import { promisify } from 'node:util';

const openFile = promisify(open);
const closeFile = promisify(close);

interface CachedFile {
  readonly descriptor: Promise<number>;
  readers: number;
  isEvicted: boolean;
}

const MAX_OPEN_FILES = 128;

/** Reads ranges of files that never change, keeping the most recently used ones open. */
export class FileReader {
  readonly #files = new Map<string, CachedFile>();

  /** Exactly `length` bytes from `offset`; throws when the file is shorter or missing. */
  async read(path: string, offset: number, length: number): Promise<Buffer> {
    const file = this.#acquire(path);
    try {
      const descriptor = await file.descriptor;
      const bytes = Buffer.allocUnsafeSlow(length);
      for (let done = 0; done < length;) {
        const count = await readAt(descriptor, bytes, done, offset + done);
        if (count === 0) throw new Error('body is shorter than its row says');
        done += count;
      }
      return bytes;
    } finally {
      this.#release(path, file);
    }
  }

  close(): void {
    for (const path of [...this.#files.keys()]) this.#evict(path);
  }

  #acquire(path: string): CachedFile {
    let file = this.#files.get(path);
    if (file) this.#files.delete(path);
    else file = { descriptor: openFile(path, 'r'), readers: 0, isEvicted: false };
    file.readers++;
    this.#files.set(path, file);
    if (this.#files.size > MAX_OPEN_FILES) this.#evict(this.#files.keys().next().value ?? path);
    return file;
  }

  #release(path: string, file: CachedFile): void {
    file.readers--;
    file.descriptor.catch(() => this.#files.delete(path));
    if (file.isEvicted && file.readers === 0) closeQuietly(file);
  }

  #evict(path: string): void {
    const file = this.#files.get(path);
    if (!file) return;
    this.#files.delete(path);
    file.isEvicted = true;
    if (file.readers === 0) closeQuietly(file);
  }
}

/** A file that could not be opened has nothing to close; its reader has been told. */
function closeQuietly(file: CachedFile): void {
  file.descriptor.then(closeFile).catch(() => undefined);
}

function readAt(descriptor: number, into: Buffer, at: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(descriptor, into, at, into.length - at, position, (error, count) => {
      if (error) reject(error);
      else resolve(count);
    });
  });
}
