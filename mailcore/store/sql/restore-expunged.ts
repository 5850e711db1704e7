import type { Selectable } from 'kysely';
import { MailError } from '../../errors.ts';
import type { MessageSummary } from '../../model/content.ts';
import type { AccountId, MailboxId } from '../../model/ids.ts';
import type { Mailbox } from '../../model/mailbox.ts';
import { threadKeys } from '../thread-keys.ts';
import type { RestoredEmail } from '../undelete-store.ts';
import { AccountChange } from './account-change.ts';
import { addMembership, insertEmail } from './email-changes.ts';
import { createMailbox, listMailboxes } from './mailboxes.ts';
import { mailboxPaths } from './retained-emails.ts';
import type { Schema } from './schema.ts';
import { sentDateOf } from './sent-date.ts';
import { findThread, rememberThread } from './threading.ts';
import type { WriteContext } from './write-context.ts';

type Row = Selectable<Schema['retained_emails']> & { readonly summary: string | null };

export async function restoreExpunged(
  context: WriteContext,
  accountId: AccountId,
  ids: readonly number[],
  into: MailboxId | undefined,
): Promise<{ restored: RestoredEmail[]; notFound: number[] }> {
  const rows = await findRows(context, accountId, ids);
  const targets = await findTargets(context, accountId, rows, into);
  const change = await AccountChange.begin(context, accountId);
  const restored: RestoredEmail[] = [];
  for (const row of rows) restored.push(await restoreOne(change, row, targets.get(row.mailbox_id)!));
  await change.finish();
  const found = new Set(rows.map(({ id }) => id));
  return { restored, notFound: ids.filter((id) => !found.has(id)) };
}

/** In the order they were removed. One whose body is lost cannot come back. */
async function findRows({ db }: WriteContext, accountId: AccountId, ids: readonly number[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const id of [...new Set(ids)].sort((a, b) => a - b)) {
    const row = await db
      .selectFrom('retained_emails as r')
      .innerJoin('blobs as b', 'b.id', 'r.blob_id')
      .selectAll('r')
      .select('b.summary')
      .where('r.id', '=', id)
      .where('r.account_id', '=', accountId)
      .executeTakeFirst();
    if (row) rows.push(row);
  }
  return rows;
}

/** Where the emails of each mailbox go; missing ones are made first, as that takes a state of its own. */
async function findTargets(
  context: WriteContext,
  accountId: AccountId,
  rows: readonly Row[],
  into: MailboxId | undefined,
): Promise<Map<number, MailboxId>> {
  const paths = into === undefined ? await mailboxPaths(context.db, accountId) : null;
  const targets = new Map<number, MailboxId>();
  for (const { mailbox_id: id } of rows) {
    if (targets.has(id)) continue;
    targets.set(id, into ?? (await placeFor(context, accountId, id, paths?.get(id) ?? [])));
  }
  return targets;
}

async function placeFor(
  context: WriteContext,
  accountId: AccountId,
  id: number,
  path: readonly string[],
): Promise<MailboxId> {
  const mailboxes = await listMailboxes(context.db, accountId);
  const before = mailboxes.find((mailbox) => mailbox.id === id);
  // Out of the trash means back among the mail that is read.
  if (before && before.role !== 'trash' && before.role !== 'junk') return before.id;
  if (before || path.length === 0) return inboxOf(mailboxes);
  let parentId: MailboxId | null = null;
  for (const name of path) parentId = await ensureMailbox(context, accountId, parentId, name);
  return parentId ?? inboxOf(mailboxes);
}

async function ensureMailbox(
  context: WriteContext,
  accountId: AccountId,
  parentId: MailboxId | null,
  name: string,
): Promise<MailboxId> {
  const siblings = (await listMailboxes(context.db, accountId)).filter((one) => one.parentId === parentId);
  const found = siblings.find((one) => one.name === name);
  return found?.id ?? (await createMailbox(context, accountId, { name, parentId })).id;
}

function inboxOf(mailboxes: readonly Mailbox[]): MailboxId {
  const inbox = mailboxes.find(({ role }) => role === 'inbox');
  if (!inbox) throw new MailError('mailboxNotFound', 'No inbox');
  return inbox.id;
}

/** The reference to the body moves back with it. */
async function restoreOne(change: AccountChange, row: Row, mailboxId: MailboxId): Promise<RestoredEmail> {
  const mailbox = await change.requireMailbox(mailboxId);
  const { blob_id: blobId, size_bytes: sizeBytes, received_at: receivedAt, flags, custom } = row;
  if (!change.fits(sizeBytes)) throw new MailError('overQuota', 'Mailbox full');
  const summary = row.summary === null ? null : (JSON.parse(row.summary) as MessageSummary);
  const thread = await findThread(change, summary ? threadKeys(summary) : []);
  const sent = sentDateOf(summary?.sentAt ?? null);
  const email = { blobId, sizeBytes, threadId: thread.threadId, receivedAt, sent, flags, custom };
  const { id: emailId, threadId, modseq } = await insertEmail(change, email);
  await rememberThread(change, thread, threadId);
  const uid = await addMembership(change, mailbox, { id: emailId, flags, sizeBytes }, 0, modseq);
  await change.context.db.deleteFrom('retained_emails').where('id', '=', row.id).execute();
  return { id: row.id, emailId, mailboxId, uid };
}
