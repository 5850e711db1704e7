import type { Kysely } from 'kysely';
import type { WriteContext } from './write-context.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema>;

const FREE_FAILURES = 4;
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 15 * 60_000;
export const FORGET_AFTER_MS = 24 * 3_600_000;

export async function recordLogin(
  { db }: WriteContext,
  keys: readonly string[],
  outcome: 'success' | 'failure',
  now: Date,
): Promise<Date | null> {
  if (outcome === 'success') {
    const own = accountKeys(keys);
    if (own.length > 0) await db.deleteFrom('login_failures').where('key', 'in', own).execute();
  } else {
    for (const key of keys) await countFailure(db, key, now);
  }
  return loginBlockedUntil(db, keys, now);
}

/** True when a success has something to forget: a client that always succeeds writes nothing. */
export async function hasFailures(db: Db, keys: readonly string[]): Promise<boolean> {
  const own = accountKeys(keys);
  if (own.length === 0) return false;
  const row = await db.selectFrom('login_failures').select('key').where('key', 'in', own).executeTakeFirst();
  return row !== undefined;
}

/** Those that a success clears: a network's failures may be somebody else's. */
function accountKeys(keys: readonly string[]): string[] {
  return keys.filter((key) => key.startsWith('account:'));
}

export async function loginBlockedUntil(db: Db, keys: readonly string[], now: Date): Promise<Date | null> {
  if (keys.length === 0) return null;
  const row = await db
    .selectFrom('login_failures')
    .select((eb) => eb.fn.max('blocked_until').as('until'))
    .where('key', 'in', keys)
    .where('blocked_until', '>', now.getTime())
    .executeTakeFirst();
  return row?.until == null ? null : new Date(row.until);
}

async function countFailure(db: Db, key: string, now: Date): Promise<void> {
  const at = now.getTime();
  const known = await db.selectFrom('login_failures').selectAll().where('key', '=', key).executeTakeFirst();
  const isFresh = known !== undefined && known.last_failed_at > at - FORGET_AFTER_MS;
  const failures = isFresh ? known.failures + 1 : 1;
  const values = { failures, last_failed_at: at, blocked_until: at + delayMs(failures) };
  await db
    .insertInto('login_failures')
    .values({ key, ...values })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
    .execute();
}

/** Nothing for the first failures, then doubling up to a quarter of an hour. */
function delayMs(failures: number): number {
  if (failures <= FREE_FAILURES) return 0;
  return Math.min(FIRST_DELAY_MS * 2 ** (failures - FREE_FAILURES - 1), MAX_DELAY_MS);
}
