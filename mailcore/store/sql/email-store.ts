import type { MessageSummary } from '../../model/content.ts';
import type { DataType } from '../../model/change.ts';
import type { Email } from '../../model/email.ts';
import type { AccountId, BlobId, EmailId, MailboxId, ModSeq, ThreadId, Uid } from '../../model/ids.ts';
import type { Changes, EmailStore, MailboxSlice, StoredBlob, StoredContent } from '../email-store.ts';
import { emailWrites } from './email-writes.ts';
import type { Writer } from './writer.ts';

type Awaitable<T> = T | Promise<T>;
type WireColumn = 'envelope' | 'bodyStructure';

/** Reads of emails over a connection of an engine, each on one snapshot. What they mean: {@link EmailStore}. */
export interface EmailReads<Sql> {
  getEmails(sql: Sql, accountId: AccountId, ids: readonly EmailId[]): Awaitable<Email[]>;
  getContents(
    sql: Sql,
    accountId: AccountId,
    ids: readonly EmailId[],
  ): Awaitable<Map<EmailId, StoredContent>>;
  getSummaries(
    sql: Sql,
    accountId: AccountId,
    ids: readonly EmailId[],
  ): Awaitable<Map<EmailId, MessageSummary>>;
  getWireContents(
    sql: Sql,
    accountId: AccountId,
    ids: readonly EmailId[],
    column: WireColumn,
  ): Awaitable<Map<EmailId, string>>;
  readMailbox(sql: Sql, accountId: AccountId, mailboxId: MailboxId, since: ModSeq): Awaitable<MailboxSlice>;
  getVanishedUids(
    sql: Sql,
    accountId: AccountId,
    mailboxId: MailboxId,
    since: ModSeq,
  ): Awaitable<Uint32Array | null>;
  getSaveDates(
    sql: Sql,
    accountId: AccountId,
    mailboxId: MailboxId,
    uids: readonly Uid[],
  ): Awaitable<Map<Uid, Date>>;
  getThreads(sql: Sql, accountId: AccountId, ids: readonly ThreadId[]): Awaitable<Map<ThreadId, EmailId[]>>;
  readAllEmails(sql: Sql, accountId: AccountId): Awaitable<MailboxSlice>;
  changesSince(
    sql: Sql,
    accountId: AccountId,
    asked: { type: DataType; since: ModSeq; max: number },
  ): Awaitable<Changes>;
  accountModseq(sql: Sql, accountId: AccountId): Awaitable<ModSeq>;
  findBlob(sql: Sql, accountId: AccountId, blobId: BlobId): Awaitable<StoredBlob | null>;
}

/** How an engine runs them. */
export interface EmailReader<Sql> {
  snapshot<T>(work: (sql: Sql) => Awaitable<T>): Promise<T>;
  /** For reads of one statement, which is a snapshot by itself. */
  statements<T>(work: (sql: Sql) => Awaitable<T>): Promise<T>;
}

export function emailStore<Sql>(
  reader: EmailReader<Sql>,
  reads: EmailReads<Sql>,
  writer: Writer,
): EmailStore {
  return {
    ...emailWrites(writer),
    getEmails: (accountId, ids) => reader.snapshot((sql) => reads.getEmails(sql, accountId, ids)),
    getContents: (accountId, ids) => reader.statements((sql) => reads.getContents(sql, accountId, ids)),
    getSummaries: (accountId, ids) => reader.statements((sql) => reads.getSummaries(sql, accountId, ids)),
    getWireContents: (accountId, ids, column) =>
      reader.statements((sql) => reads.getWireContents(sql, accountId, ids, column)),
    readMailbox: (accountId, mailboxId, since) =>
      reader.snapshot((sql) => reads.readMailbox(sql, accountId, mailboxId, since)),
    getVanishedUids: (accountId, mailboxId, since) =>
      reader.snapshot((sql) => reads.getVanishedUids(sql, accountId, mailboxId, since)),
    getSaveDates: (accountId, mailboxId, uids) =>
      reader.statements((sql) => reads.getSaveDates(sql, accountId, mailboxId, uids)),
    getThreads: (accountId, ids) => reader.statements((sql) => reads.getThreads(sql, accountId, ids)),
    readAllEmails: (accountId) => reader.snapshot((sql) => reads.readAllEmails(sql, accountId)),
    changesSince: (accountId, type, since, max) =>
      reader.snapshot((sql) => reads.changesSince(sql, accountId, { type, since, max })),
    accountModseq: (accountId) => reader.statements((sql) => reads.accountModseq(sql, accountId)),
    findBlob: (accountId, blobId) => reader.snapshot((sql) => reads.findBlob(sql, accountId, blobId)),
  };
}
