import type { Kysely } from 'kysely';
import { MailError } from '../../errors.ts';
import type { AccountId, MailboxId } from '../../model/ids.ts';
import { type Annotation, type AnnotationChange, MAX_ANNOTATION_BYTES } from '../annotation-store.ts';
import type { Schema } from './schema.ts';
import type { WriteContext } from './write-context.ts';

type Db = Kysely<Schema>;

const MAX_ANNOTATIONS = 100;

export async function listAnnotations(
  db: Db,
  accountId: AccountId,
  mailboxId: MailboxId | null,
): Promise<Annotation[]> {
  const rows = await db
    .selectFrom('annotations')
    .select(['name', 'value'])
    .where('mailbox_id', 'is not distinct from', mailboxId)
    .where((eb) => eb.or([eb('account_id', '=', accountId), eb('account_id', 'is', null)]))
    .orderBy('name')
    .execute();
  return rows.map(({ name, value }) => ({ name, value: new Uint8Array(value) }));
}

export async function setAnnotations(
  context: WriteContext,
  accountId: AccountId,
  mailboxId: MailboxId | null,
  changes: readonly AnnotationChange[],
): Promise<void> {
  const { db, events } = context;
  const ownerId = mailboxId === null ? null : await ownerOf(db, mailboxId);
  for (const change of changes) {
    const isPrivate = isPrivateName(change.name);
    await setOne(db, mailboxId, isPrivate ? accountId : null, change);
    events.annotations(isPrivate ? accountId : ownerId, mailboxId, change.name);
  }
}

function isPrivateName(name: string): boolean {
  if (name.startsWith('/private/')) return true;
  if (name.startsWith('/shared/')) return false;
  throw new MailError('invalidArgument', 'Annotations are private or shared');
}

async function ownerOf(db: Db, mailboxId: MailboxId): Promise<AccountId> {
  const row = await db
    .selectFrom('mailboxes')
    .select('account_id')
    .where('id', '=', mailboxId)
    .executeTakeFirst();
  if (!row) throw new MailError('mailboxNotFound', 'No such mailbox');
  return row.account_id as AccountId;
}

async function setOne(
  db: Db,
  mailboxId: MailboxId | null,
  accountId: AccountId | null,
  { name, value }: AnnotationChange,
): Promise<void> {
  if (value !== null && value.length > MAX_ANNOTATION_BYTES)
    throw new MailError('messageTooLarge', 'The annotation is too large');
  await db
    .deleteFrom('annotations')
    .where('mailbox_id', 'is not distinct from', mailboxId)
    .where('account_id', 'is not distinct from', accountId)
    .where('name', '=', name)
    .execute();
  if (value === null) return;
  const { count } = await db
    .selectFrom('annotations')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('mailbox_id', 'is not distinct from', mailboxId)
    .where('account_id', 'is not distinct from', accountId)
    .executeTakeFirstOrThrow();
  if (Number(count) >= MAX_ANNOTATIONS) throw new MailError('limitReached', 'Too many annotations');
  await db
    .insertInto('annotations')
    .values({ mailbox_id: mailboxId, account_id: accountId, name, value })
    .execute();
}
