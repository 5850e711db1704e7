import type { Kysely } from 'kysely';
import type { Fault } from '../../verify.ts';
import type { Schema } from '../schema.ts';
import type { CheckRow } from './check-row.ts';

export type Place = Pick<Fault, 'account' | 'mailbox' | 'uid'>;

/** A mailbox may be its own ancestor where rows are damaged. */
const MAX_LEVELS = 30;

/** The names behind the ids of a check. */
export async function placeOf(db: Kysely<Schema>, row: CheckRow): Promise<Place> {
  return {
    account: row.account_id == null ? null : await addressOf(db, row.account_id),
    mailbox: row.mailbox_id == null ? null : await mailboxPath(db, row.mailbox_id),
    uid: row.uid ?? null,
  };
}

/** "tomo@sample.com, Work/Plans, UID 12: "; empty for nowhere. */
export function placeText({ account, mailbox, uid }: Place): string {
  const parts = [account, mailbox, uid === null ? null : `UID ${uid}`].filter((part) => part !== null);
  return parts.length === 0 ? '' : `${parts.join(', ')}: `;
}

async function addressOf(db: Kysely<Schema>, id: number): Promise<string> {
  const row = await db.selectFrom('accounts').select('address').where('id', '=', id).executeTakeFirst();
  return row?.address ?? `account ${id}`;
}

async function mailboxPath(db: Kysely<Schema>, id: number): Promise<string> {
  const names: string[] = [];
  for (let at: number | null = id; at !== null && names.length < MAX_LEVELS;) {
    const row: { name: string; parent_id: number | null } | undefined = await db
      .selectFrom('mailboxes')
      .select(['name', 'parent_id'])
      .where('id', '=', at)
      .executeTakeFirst();
    names.unshift(row?.name ?? `mailbox ${at}`);
    at = row?.parent_id ?? null;
  }
  return names.join('/');
}
