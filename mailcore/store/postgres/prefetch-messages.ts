import type { AccountId, EmailId, MailboxId, Uid } from '../../model/ids.ts';
import type { EmailPatch } from '../delivery.ts';
import type { SqlRow } from '../sql/connection.ts';
import type { OperationName } from '../sql/operations.ts';
import { SQL } from '../sql/statements.ts';
import type { HotMessages } from './hot-messages.ts';
import type { Job } from '../sql/job.ts';
import type { WriterConnection } from './writer-connection.ts';

/** What is held of a group; beyond it operations ask by themselves. */
const MAX_MESSAGES = 10_000;

interface Wanted {
  /** Parallel. */
  readonly mailboxIds: MailboxId[];
  readonly uids: Uid[];
  readonly emailIds: EmailId[];
}

const BY_UID =
  'SELECT email_id FROM memberships WHERE (mailbox_id, uid) IN (SELECT * FROM unnest(?1::bigint[], ?2::bigint[]))';
const WANTED = `SELECT unnest(?3::bigint[]) UNION ${BY_UID}`;
const EMAILS = SQL.emailById
  .replace('SELECT ', 'SELECT e.account_id, ')
  .replace(/WHERE .*$/s, `WHERE e.id IN (${WANTED})`);
const PLACES = `SELECT email_id, mailbox_id, uid, deleted FROM memberships WHERE email_id IN (${WANTED})`;

/** Fetches with one question the messages that operations of a group are going to change. Behind the locks of their accounts. */
export async function prefetchMessages(sql: WriterConnection, jobs: readonly Job[]): Promise<void> {
  const { mailboxIds, uids, emailIds } = wantedBy(jobs);
  const count = uids.length + emailIds.length;
  if (count === 0 || count > MAX_MESSAGES) return;
  const params = [mailboxIds, uids, emailIds];
  const [emails, places] = await Promise.all([sql.ask(EMAILS, params), sql.ask(PLACES, params)]);
  for (const [accountId = null, ...email] of emails) sql.messages.addEmail({ accountId, email });
  for (const place of places) addPlace(sql.messages, place);
}

function addPlace(
  messages: HotMessages,
  [emailId = null, mailboxId = null, uid = null, deleted = null]: SqlRow,
): void {
  messages.addPlace(emailId, mailboxId, uid, deleted);
}

/** Operations on messages of one mailbox, by UID. */
const BY_UIDS: ReadonlySet<OperationName> = new Set([
  'storeFlags',
  'copyEmails',
  'moveEmails',
  'removeMemberships',
]);

function wantedBy(jobs: readonly Job[]): Wanted {
  const wanted: Wanted = { mailboxIds: [], uids: [], emailIds: [] };
  for (const { name, args } of jobs) {
    if (BY_UIDS.has(name)) {
      const [, mailboxId, uids] = args as [AccountId, MailboxId, readonly Uid[]];
      for (const uid of uids) {
        wanted.mailboxIds.push(mailboxId);
        wanted.uids.push(uid);
      }
    }
    if (name === 'updateEmails') {
      const [, patches] = args as [AccountId, readonly EmailPatch[]];
      for (const { emailId } of patches) wanted.emailIds.push(emailId);
    }
  }
  return wanted;
}
