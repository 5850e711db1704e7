import type { AccountId } from '../../model/ids.ts';
import type { WriteContext } from './write-context.ts';

export async function admitToMaildrop(
  { db }: WriteContext,
  accountId: AccountId,
  now: Date,
  delayMs: number,
): Promise<Date | null> {
  const at = now.getTime();
  const last = await db
    .selectFrom('maildrop_logins')
    .select('last_login_at')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  // A clock that went back must not lock anybody out.
  if (last && last.last_login_at <= at && last.last_login_at + delayMs > at)
    return new Date(last.last_login_at + delayMs);
  await db
    .insertInto('maildrop_logins')
    .values({ account_id: accountId, last_login_at: at })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ last_login_at: at }))
    .execute();
  return null;
}
