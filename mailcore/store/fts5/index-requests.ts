import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountId } from '../../model/ids.ts';

/** `recreate`: the file is damaged. `all`: every account anew. */
export type IndexRequest = 'recreate' | 'all' | AccountId;

/**
 * What any thread or process asks of the one writer of the index, as an empty file each, so that it outlives a crash and needs
 * nobody who listens. The writer removes a request when it has begun on it in a way that outlives a crash as well.
 */
export class IndexRequests {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Throws when no file can be made. */
  add(request: IndexRequest): void {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    writeFileSync(this.#path(request), '');
  }

  list(): IndexRequest[] {
    if (!existsSync(this.#directory)) return [];
    return readdirSync(this.#directory).flatMap((name): IndexRequest[] => {
      if (name === 'recreate' || name === 'all') return [name];
      return /^\d{1,15}$/.test(name) ? [Number(name) as AccountId] : [];
    });
  }

  has(request: IndexRequest): boolean {
    return existsSync(this.#path(request));
  }

  remove(request: IndexRequest): void {
    rmSync(this.#path(request), { force: true });
  }

  #path(request: IndexRequest): string {
    return join(this.#directory, String(request));
  }
}
