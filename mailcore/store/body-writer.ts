import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { MailError } from '../errors.ts';
import type { BlobWriter, PendingBlob } from './blobs.ts';
import { syncDirectory } from './data-files.ts';

/** A body longer than this goes to a file of its own. */
export const MAX_SEGMENT_BODY_BYTES = 1024 * 1024;
/** Bytes handed to the file and not yet written at which the caller has to wait. */
const MAX_UNWRITTEN_BYTES = 256 * 1024;

/** What the bodies being received in this thread may still hold in memory; beyond it they go to files. */
export interface MemoryBudget {
  leftBytes: number;
}

/** Collects a small body in memory and streams a large one to a file, in order, with back-pressure. */
export class BodyWriter implements BlobWriter {
  readonly #directory: string;
  readonly #budget: MemoryBudget;
  readonly #durable: boolean;
  #chunks: Buffer[] = [];
  #sizeBytes = 0;
  #file: BodyFile | null = null;

  constructor(directory: string, budget: MemoryBudget, durable: boolean) {
    this.#directory = directory;
    this.#budget = budget;
    this.#durable = durable;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  write(chunk: Buffer): Promise<void> | undefined {
    this.#sizeBytes += chunk.length;
    if (this.#file) return this.#file.write(chunk);
    this.#chunks.push(chunk);
    this.#budget.leftBytes -= chunk.length;
    if (this.#sizeBytes <= MAX_SEGMENT_BODY_BYTES && this.#budget.leftBytes >= 0) return undefined;
    return this.#spill();
  }

  async finish(): Promise<PendingBlob> {
    if (this.#file) return this.#file.finish(this.#durable);
    const bytes = joinChunks(this.#chunks, this.#sizeBytes);
    this.#forgetChunks();
    return { kind: 'memory', bytes, sizeBytes: bytes.length };
  }

  async abort(): Promise<void> {
    if (this.#file) return this.#file.abort();
    this.#forgetChunks();
  }

  #spill(): Promise<void> | undefined {
    this.#file = new BodyFile(join(this.#directory, randomBytes(12).toString('hex')));
    const chunks = this.#chunks;
    this.#forgetChunks();
    let wait: Promise<void> | undefined;
    for (const chunk of chunks) wait = this.#file.write(chunk);
    return wait;
  }

  #forgetChunks(): void {
    for (const chunk of this.#chunks) this.#budget.leftBytes += chunk.length;
    this.#chunks = [];
  }
}

/** Memory of its own, never a slice of a shared pool: it may be transferred to another thread. */
function joinChunks(chunks: readonly Buffer[], sizeBytes: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(sizeBytes);
  let at = 0;
  for (const chunk of chunks) at += chunk.copy(bytes, at);
  return bytes;
}

/** A body on its way to a file; writes are queued and run one after the other. */
class BodyFile {
  readonly #path: string;
  readonly #file: Promise<FileHandle>;
  #tail: Promise<void>;
  #unwrittenBytes = 0;
  #sizeBytes = 0;
  #crc32 = 0;

  constructor(path: string) {
    this.#path = path;
    this.#file = open(path, 'wx', 0o600);
    this.#tail = this.#file.then(() => undefined);
    this.#tail.catch(() => undefined);
  }

  write(chunk: Buffer): Promise<void> | undefined {
    this.#unwrittenBytes += chunk.length;
    this.#tail = this.#tail.then(() => this.#writeNow(chunk));
    this.#tail.catch(() => undefined);
    return this.#unwrittenBytes > MAX_UNWRITTEN_BYTES ? this.#tail.catch(throwUnavailable) : undefined;
  }

  async finish(durable: boolean): Promise<PendingBlob> {
    try {
      await this.#tail;
      const file = await this.#file;
      if (durable) await file.sync();
      await file.close();
      if (durable) syncDirectory(join(this.#path, '..'));
      return { kind: 'file', path: this.#path, sizeBytes: this.#sizeBytes, crc32: this.#crc32 };
    } catch (error) {
      await this.abort();
      return throwUnavailable(error);
    }
  }

  async abort(): Promise<void> {
    await this.#tail.catch(() => undefined);
    await this.#file.then((file) => file.close()).catch(() => undefined);
    await rm(this.#path, { force: true });
  }

  async #writeNow(chunk: Buffer): Promise<void> {
    const file = await this.#file;
    await file.writeFile(chunk);
    this.#crc32 = crc32(chunk, this.#crc32);
    this.#sizeBytes += chunk.length;
    this.#unwrittenBytes -= chunk.length;
  }
}

function throwUnavailable(cause: unknown): never {
  throw new MailError('unavailable', 'The message cannot be stored now', { cause });
}
