import type { Kysely } from 'kysely';
import type { BlobId, EmailId } from '../../model/ids.ts';
import type { BlobLocation } from '../blobs.ts';
import type { ContentColumns } from './bodies.ts';
import type { Awaitable, SqlConnection } from './connection.ts';
import type { EventCollector } from './event-collector.ts';
import type { RetentionSettings } from '../undelete-store.ts';
import type { Schema } from './schema.ts';

/** A new body of the request, already written. */
export interface PlacedBody {
  readonly location: BlobLocation;
  readonly crc32: number;
  readonly content: ContentColumns | null;
}

/** What one operation works with inside the writer's transaction, whatever the engine. */
export interface WriteContext {
  readonly sql: SqlConnection;
  readonly db: Kysely<Schema>;
  readonly events: EventCollector;
  readonly bodies: readonly PlacedBody[];
  readonly now: Date;
  readonly settings: WriterSettings;
  /** Other nodes write as well: what is read to be changed must be locked. */
  readonly isShared: boolean;
  /** An id no email ever had, also of emails that are gone. */
  nextEmailId(): Awaitable<EmailId>;
  /** An id no body ever had. */
  nextBlobId(): Awaitable<BlobId>;
}

export interface WriterSettings {
  /** How many tombstones an account keeps at a sweep. */
  readonly tombstonesKept: number;
  readonly retention: RetentionSettings;
  /** Bodies in segments this old are compressed, where there are segments; 0 = never. */
  readonly compressAfterDays: number;
}
