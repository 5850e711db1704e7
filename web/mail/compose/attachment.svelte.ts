import type { Id } from '../../../mailcore/jmap/types.ts';
import type { JmapClient } from '../../lib/jmap/client.ts';
import { failureOf, type Failure } from '../../lib/jmap/failure.ts';
import type { StoredAttachment } from './intent.ts';

/** One file of a draft, on its way to the server or there. */
export class Attachment {
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
  /** 0 to 1. */
  progress = $state(0);
  failure: Failure | null = $state.raw(null);
  #blobId: Id | null = $state(null);
  #abort = new AbortController();
  #finished: Promise<void> = Promise.resolve();

  constructor(file: { name: string; type: string; size: number }, blobId: Id | null = null) {
    this.name = file.name;
    this.type = file.type || 'application/octet-stream';
    this.sizeBytes = file.size;
    this.#blobId = blobId;
    if (blobId !== null) this.progress = 1;
  }

  static stored({ blobId, name, type, sizeBytes }: StoredAttachment): Attachment {
    return new Attachment({ name, type, size: sizeBytes }, blobId);
  }

  get isUploading(): boolean {
    return this.#blobId === null && this.failure === null;
  }

  /** null until the server holds it. */
  get stored(): StoredAttachment | null {
    if (this.#blobId === null) return null;
    return { blobId: this.#blobId, name: this.name, type: this.type, sizeBytes: this.sizeBytes };
  }

  /** Resolves when the upload has ended, either way. */
  get finished(): Promise<void> {
    return this.#finished;
  }

  /** Sends the file; the outcome is in the fields. */
  upload(client: JmapClient, file: Blob): Promise<void> {
    this.#finished = this.#upload(client, file);
    return this.#finished;
  }

  async #upload(client: JmapClient, file: Blob): Promise<void> {
    this.failure = null;
    try {
      const { blobId } = await client.upload(file, {
        signal: this.#abort.signal,
        onProgress: (fraction) => (this.progress = fraction),
      });
      this.#blobId = blobId;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  /** Takes up the id under which the stored draft holds the file. */
  move(moved: ReadonlyMap<Id, Id>): void {
    if (this.#blobId !== null) this.#blobId = moved.get(this.#blobId) ?? this.#blobId;
  }

  cancel(): void {
    this.#abort.abort();
  }
}
