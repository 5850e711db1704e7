import { MailError } from '../../errors.ts';
import type { DataType } from '../../model/change.ts';
import type { AccountId, MailboxId, ModSeq, Uid, UidValidity } from '../../model/ids.ts';
import type { MailboxRole } from '../../model/mailbox.ts';
import type { TombstoneType } from './tombstones.ts';
import type { SqlRow } from './connection.ts';
import { SQL } from './statements.ts';
import type { WriteContext } from './write-context.ts';

/** What is about to leave the account. */
export interface Freed {
  readonly sizeBytes: number;
  readonly emails: number;
}

/** Counters of a mailbox while an operation changes them. */
export interface MailboxCounters {
  readonly id: MailboxId;
  readonly uidValidity: UidValidity;
  uidNext: number;
  modseq: number;
  totalEmails: number;
  unreadEmails: number;
  sizeBytes: number;
}

/**
 * One operation's changes to one account: hands out modseqs, keeps quota and mailbox counters, and writes each row once in
 * `finish`, which also records the event.
 */
export class AccountChange {
  readonly context: WriteContext;
  readonly accountId: AccountId;
  readonly #quotaBytes: number;
  readonly #quotaEmails: number;
  readonly #modseqBefore: number;
  #modseq: number;
  #usedBytes: number;
  #emailCount: number;
  readonly #mailboxes = new Map<MailboxId, MailboxCounters>();
  readonly #touched = new Set<MailboxId>();
  readonly #types = new Set<DataType>();
  delivered = false;

  private constructor(context: WriteContext, accountId: AccountId, row: SqlRow) {
    this.context = context;
    this.accountId = accountId;
    this.#modseq = this.#modseqBefore = Number(row[0]);
    this.#quotaBytes = Number(row[1]);
    this.#usedBytes = Number(row[2]);
    this.#emailCount = Number(row[3]);
    this.#quotaEmails = Number(row[4]);
  }

  /** Throws `accountNotFound`. */
  static async begin(context: WriteContext, accountId: AccountId): Promise<AccountChange> {
    const row = await context.sql.get(SQL.accountForChange, accountId);
    if (!row) throw new MailError('accountNotFound', 'No such account');
    return new AccountChange(context, accountId, row);
  }

  get modseq(): ModSeq {
    return this.#modseq as ModSeq;
  }

  /** Every changed object gets a modseq of its own, so that `changesSince` can stop between any two. */
  nextModseq(): ModSeq {
    return ++this.#modseq as ModSeq;
  }

  async mailbox(id: MailboxId): Promise<MailboxCounters | null> {
    return (
      this.#mailboxes.get(id) ??
      this.#remember(await this.context.sql.get(SQL.mailboxById, id, this.accountId))
    );
  }

  /** Throws `mailboxNotFound`. */
  async requireMailbox(id: MailboxId): Promise<MailboxCounters> {
    const mailbox = await this.mailbox(id);
    if (!mailbox) throw new MailError('mailboxNotFound', 'No such mailbox');
    return mailbox;
  }

  async mailboxByRole(role: MailboxRole): Promise<MailboxCounters | null> {
    return this.#remember(await this.context.sql.get(SQL.mailboxByRole, this.accountId, role));
  }

  #remember(row: SqlRow | undefined): MailboxCounters | null {
    if (!row) return null;
    const id = Number(row[0]) as MailboxId;
    const known = this.#mailboxes.get(id);
    if (known) return known;
    const mailbox = {
      id,
      uidValidity: Number(row[1]) as UidValidity,
      uidNext: Number(row[2]),
      modseq: Number(row[3]),
      totalEmails: Number(row[4]),
      unreadEmails: Number(row[5]),
      sizeBytes: Number(row[6]),
    };
    this.#mailboxes.set(id, mailbox);
    return mailbox;
  }

  /** True when one more email of `sizeBytes` stays within the quota. */
  fits(sizeBytes: number, freed: Freed = { sizeBytes: 0, emails: 0 }): boolean {
    const hasPlace = this.#quotaEmails === 0 || this.#emailCount - freed.emails < this.#quotaEmails;
    const usedBytes = this.#usedBytes - freed.sizeBytes;
    return hasPlace && (this.#quotaBytes === 0 || usedBytes + sizeBytes <= this.#quotaBytes);
  }

  countEmail(sizeBytes: number, sign: 1 | -1): void {
    this.#usedBytes += sign * sizeBytes;
    this.#emailCount += sign;
  }

  takeUid(mailbox: MailboxCounters): Uid {
    if (mailbox.uidNext > 0xffff_ffff) throw new MailError('limitReached', 'The mailbox has no UIDs left');
    return mailbox.uidNext++ as Uid;
  }

  /** The mailbox holds something changed at `modseq`. */
  touch(mailbox: MailboxCounters, modseq: ModSeq): void {
    mailbox.modseq = modseq;
    this.#touched.add(mailbox.id);
    this.#types.add('Mailbox');
  }

  changed(type: DataType): void {
    this.#types.add(type);
  }

  async bury(
    type: TombstoneType,
    modseq: ModSeq,
    objectId: number,
    parentId = 0,
    uid = 0,
    createdModseq = 0,
  ): Promise<void> {
    await this.context.sql.run(
      SQL.insertTombstone,
      this.accountId,
      modseq,
      type,
      objectId,
      parentId,
      uid,
      createdModseq,
    );
  }

  /** Writes account and mailbox rows and records the event; nothing when nothing changed. */
  async finish(): Promise<ModSeq> {
    if (this.#modseq === this.#modseqBefore) return this.modseq;
    const { sql, events } = this.context;
    await sql.run(SQL.saveAccount, this.#modseq, this.#usedBytes, this.#emailCount, this.accountId);
    for (const id of this.#touched) {
      const m = this.#mailboxes.get(id);
      if (!m) continue;
      await sql.run(SQL.saveMailbox, m.uidNext, m.modseq, m.totalEmails, m.unreadEmails, m.sizeBytes, m.id);
    }
    events.account(this.accountId, this.modseq, this.#types, this.#touched, this.delivered);
    return this.modseq;
  }
}
