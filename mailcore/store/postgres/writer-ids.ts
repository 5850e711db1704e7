import type { BlobId } from '../../model/ids.ts';
import type { Awaitable } from '../sql/connection.ts';
import type { PostgresClient } from './driver.ts';
import { IdBlock } from './id-block.ts';

const KEPT_BLOCK = 128;

/** Ids of rows that are named before they are sent. What is left of a block serves later transactions. */
export class WriterIds {
  readonly #blobs = new IdBlock('blobs_id_seq', KEPT_BLOCK);
  readonly #bodies = new IdBlock('body_ids', KEPT_BLOCK);

  blob(client: PostgresClient): Awaitable<BlobId> {
    return this.#blobs.next(client) as Awaitable<BlobId>;
  }

  body(client: PostgresClient): Awaitable<number> {
    return this.#bodies.next(client);
  }

  /**
   * Of emails, for one transaction, once its accounts are locked: in an account a later email has the higher id, whatever node it came by,
   * since a thread is named for its first. RFC 8621 §3
   */
  emails(count: number): IdBlock {
    return new IdBlock('emails_id_seq', count);
  }
}
