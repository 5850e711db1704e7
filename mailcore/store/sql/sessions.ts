import type { Kysely, Selectable } from 'kysely';
import type { AccountId } from '../../model/ids.ts';
import type { StoredSession } from '../session-store.ts';
import type { WriteContext } from './write-context.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema>;

function sessionOf(row: Selectable<Schema['sessions']>): StoredSession {
  return {
    idHash: row.id_hash,
    accountId: row.account_id as AccountId,
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
    lastSeenAt: new Date(row.last_seen_at),
    userAgent: row.user_agent,
    remoteAddress: row.remote_address,
  };
}

export async function addSession({ db }: WriteContext, session: StoredSession): Promise<void> {
  await db
    .insertInto('sessions')
    .values({
      id_hash: session.idHash,
      account_id: session.accountId,
      created_at: session.createdAt.getTime(),
      expires_at: session.expiresAt.getTime(),
      last_seen_at: session.lastSeenAt.getTime(),
      user_agent: session.userAgent,
      remote_address: session.remoteAddress,
    })
    .execute();
}

export async function getSession(db: Db, idHash: string): Promise<StoredSession | null> {
  const row = await db.selectFrom('sessions').selectAll().where('id_hash', '=', idHash).executeTakeFirst();
  return row ? sessionOf(row) : null;
}

export async function listSessions(db: Db, accountId: AccountId): Promise<StoredSession[]> {
  const rows = await db
    .selectFrom('sessions')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .orderBy('id_hash')
    .execute();
  return rows.map(sessionOf);
}

export async function touchSession(
  { db }: WriteContext,
  idHash: string,
  patch: { expiresAt?: Date; lastSeenAt: Date },
): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ last_seen_at: patch.lastSeenAt.getTime(), expires_at: patch.expiresAt?.getTime() })
    .where('id_hash', '=', idHash)
    .execute();
}

export async function removeSession({ db, events }: WriteContext, idHash: string): Promise<void> {
  const row = await db
    .deleteFrom('sessions')
    .where('id_hash', '=', idHash)
    .returning('account_id')
    .executeTakeFirst();
  if (row) events.signedOut(row.account_id as AccountId, [idHash]);
}

export async function removeSessions(
  { db, events }: WriteContext,
  accountId: AccountId,
  exceptIdHash?: string,
): Promise<void> {
  let query = db.deleteFrom('sessions').where('account_id', '=', accountId);
  if (exceptIdHash !== undefined) query = query.where('id_hash', '!=', exceptIdHash);
  const rows = await query.returning('id_hash').execute();
  events.signedOut(
    accountId,
    rows.map(({ id_hash }) => id_hash),
  );
}
