import type { Kysely, Selectable } from 'kysely';
import type { AccountId, MailboxId } from '../../model/ids.ts';
import type { MessageSummary } from '../../model/content.ts';
import { FLAG } from '../../model/keyword.ts';
import type { ExpungedEmail } from '../undelete-store.ts';
import type { AccountChange } from './account-change.ts';
import { type EmailRow, joinCustom } from './email-changes.ts';
import type { Schema } from './schema.ts';
import { SQL } from './statements.ts';
import { addBlobRefs } from './stored-bodies.ts';
import type { WriteContext } from './write-context.ts';

/** Drafts are replaced at every save: what was saved before is no removed mail. */
export function isRetained({ settings }: WriteContext, { keywords }: EmailRow): boolean {
  return settings.retention.undeleteDays > 0 && (keywords.flags & FLAG.draft) === 0;
}

/** Lets go of the body of an email that is destroyed, or hands it to what can be brought back. */
export async function retainOrRelease(
  change: AccountChange,
  email: EmailRow,
  mailboxId: MailboxId | null,
): Promise<void> {
  const { context, accountId } = change;
  if (!isRetained(context, email)) return addBlobRefs(context, email.blobId, -1);
  const { blobId, sizeBytes, receivedAt, keywords } = email;
  await context.sql.run(
    SQL.insertRetained,
    accountId,
    mailboxId ?? 0,
    blobId,
    sizeBytes,
    receivedAt,
    keywords.flags,
    joinCustom(keywords.custom),
    context.now.getTime(),
  );
}

const MAX_LISTED = 200;
/** Rows looked at in one statement when a text is looked for. */
const SEARCH_BATCH = 1_000;

export async function listExpunged(
  db: Kysely<Schema>,
  accountId: AccountId,
  options: { text?: string; beforeId?: number; limit?: number } = {},
): Promise<ExpungedEmail[]> {
  const limit = Math.min(options.limit ?? MAX_LISTED, MAX_LISTED);
  const wanted = options.text?.normalize('NFKC').toLowerCase().trim() ?? '';
  const paths = await mailboxPaths(db, accountId);
  const found: ExpungedEmail[] = [];
  for (let before = options.beforeId ?? Number.MAX_SAFE_INTEGER; ;) {
    const rows = await readBatch(db, accountId, before, wanted === '' ? limit : SEARCH_BATCH);
    for (const row of rows) {
      const email = expungedOf(row, paths);
      if (wanted === '' || textOf(email).includes(wanted)) found.push(email);
      if (found.length === limit) return found;
    }
    const last = rows.at(-1);
    if (!last || wanted === '') return found;
    before = last.id;
  }
}

type Row = Selectable<Schema['retained_emails']> & { readonly summary: string | null };

/** Ids ascend with the time of removal. */
function readBatch(db: Kysely<Schema>, accountId: AccountId, before: number, limit: number): Promise<Row[]> {
  return db
    .selectFrom('retained_emails as r')
    .leftJoin('blobs as b', 'b.id', 'r.blob_id')
    .selectAll('r')
    .select('b.summary')
    .where('r.account_id', '=', accountId)
    .where('r.id', '<', before)
    .orderBy('r.id', 'desc')
    .limit(limit)
    .execute();
}

function expungedOf(row: Row, paths: ReadonlyMap<number, readonly string[]>): ExpungedEmail {
  const summary = row.summary === null ? null : (JSON.parse(row.summary) as MessageSummary);
  const author = summary?.from?.[0];
  return {
    id: row.id,
    mailboxId: row.mailbox_id as MailboxId,
    mailboxPath: paths.get(row.mailbox_id) ?? [],
    subject: summary?.subject ?? null,
    from: author ? { name: author.name ?? null, email: author.email } : null,
    sizeBytes: row.size_bytes,
    receivedAt: new Date(row.received_at),
    removedAt: new Date(row.removed_at),
  };
}

function textOf({ subject, from }: ExpungedEmail): string {
  return [subject, from?.name, from?.email].join('\n').normalize('NFKC').toLowerCase();
}

/** Of the mailboxes that are there, and of those that went. */
export async function mailboxPaths(
  db: Kysely<Schema>,
  accountId: AccountId,
): Promise<Map<number, readonly string[]>> {
  const gone = await db
    .selectFrom('retained_mailboxes')
    .select(['mailbox_id', 'path'])
    .where('account_id', '=', accountId)
    .execute();
  const paths = new Map<number, readonly string[]>(
    gone.map(({ mailbox_id, path }) => [mailbox_id, JSON.parse(path) as string[]]),
  );
  const rows = await db
    .selectFrom('mailboxes')
    .select(['id', 'parent_id', 'name'])
    .where('account_id', '=', accountId)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const { id } of rows) {
    const path: string[] = [];
    for (let at = byId.get(id); at && path.length < rows.length; at = byId.get(at.parent_id ?? 0))
      path.unshift(at.name);
    paths.set(id, path);
  }
  return paths;
}

/** Remembers the path of a mailbox that is about to go. */
export async function retainMailbox(
  context: WriteContext,
  accountId: AccountId,
  id: MailboxId,
): Promise<void> {
  const { db, now, settings } = context;
  if (settings.retention.undeleteDays === 0) return;
  const path = (await mailboxPaths(db, accountId)).get(id);
  if (!path) return;
  await db
    .insertInto('retained_mailboxes')
    .values({ mailbox_id: id, account_id: accountId, path: JSON.stringify(path), removed_at: now.getTime() })
    .onConflict((conflict) => conflict.column('mailbox_id').doNothing())
    .execute();
}
