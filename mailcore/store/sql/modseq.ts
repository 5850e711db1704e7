import { MailError } from '../../errors.ts';
import type { DataType } from '../../model/change.ts';
import type { AccountId, MailboxId, ModSeq } from '../../model/ids.ts';
import type { WriteContext } from './write-context.ts';

/** The next modseq of an account, for a change to one object outside the mail itself. Throws `accountNotFound`. */
export async function bumpAccount(
  { db, events }: WriteContext,
  accountId: AccountId,
  types: readonly DataType[],
  mailboxIds: readonly MailboxId[] = [],
): Promise<ModSeq> {
  const row = await db
    .updateTable('accounts')
    .set((eb) => ({ modseq: eb('modseq', '+', 1) }))
    .where('id', '=', accountId)
    .returning('modseq')
    .executeTakeFirst();
  if (!row) throw new MailError('accountNotFound', 'No such account');
  events.account(accountId, row.modseq as ModSeq, types, mailboxIds);
  return row.modseq as ModSeq;
}
