import type { Kysely } from 'kysely';
import type { AccountId, EmailId } from '../../model/ids.ts';
import type { BodyChecksum } from '../keeping-store.ts';
import type { Schema } from './schema.ts';

export async function listBodyChecksums(db: Kysely<Schema>, accountId: AccountId): Promise<BodyChecksum[]> {
  const rows = await db
    .selectFrom('emails as e')
    .innerJoin('blobs as b', 'b.id', 'e.blob_id')
    .select(['e.id', 'b.size_bytes', 'b.crc32'])
    .where('e.account_id', '=', accountId)
    .execute();
  return rows.map((row) => ({ emailId: row.id as EmailId, sizeBytes: row.size_bytes, crc32: row.crc32 }));
}
