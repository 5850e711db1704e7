import type { DataType, StoreEvent } from '../../model/change.ts';
import type { AccountId, MailboxId, ModSeq } from '../../model/ids.ts';

interface AccountChanges {
  modseq: ModSeq;
  readonly types: Set<DataType>;
  readonly mailboxIds: Set<MailboxId>;
  delivered: boolean;
}

/** The events of a group of operations: all changes of one account become one event. */
export class EventCollector {
  readonly #accounts = new Map<AccountId, AccountChanges>();
  readonly #others: StoreEvent[] = [];
  #queue = false;

  account(
    accountId: AccountId,
    modseq: ModSeq,
    types: Iterable<DataType>,
    mailboxIds: Iterable<MailboxId> = [],
    delivered = false,
  ): void {
    let changes = this.#accounts.get(accountId);
    if (!changes) {
      this.#accounts.set(
        accountId,
        (changes = { modseq, types: new Set(), mailboxIds: new Set(), delivered: false }),
      );
    }
    if (modseq > changes.modseq) changes.modseq = modseq;
    for (const type of types) changes.types.add(type);
    for (const id of mailboxIds) changes.mailboxIds.add(id);
    changes.delivered ||= delivered;
  }

  queue(): void {
    this.#queue = true;
  }

  directory(accountId: AccountId | null): void {
    this.#others.push({ kind: 'directory', accountId });
  }

  sharing(accountId: AccountId | null): void {
    this.#others.push({ kind: 'sharing', accountId });
  }

  annotations(accountId: AccountId | null, mailboxId: MailboxId | null, name: string): void {
    this.#others.push({ kind: 'annotations', accountId, mailboxId, name });
  }

  signedOut(accountId: AccountId, sessionIdHashes: readonly string[]): void {
    this.#others.push({ kind: 'signedOut', accountId, sessionIdHashes });
  }

  /** Takes over what `other` collected: the operation it belongs to succeeded. */
  merge(other: EventCollector): void {
    for (const [accountId, changes] of other.#accounts) {
      this.account(accountId, changes.modseq, changes.types, changes.mailboxIds, changes.delivered);
    }
    this.#others.push(...other.#others);
    this.#queue ||= other.#queue;
  }

  events(): StoreEvent[] {
    const events = [...this.#accounts].map(
      ([accountId, { modseq, types, mailboxIds, delivered }]): StoreEvent => ({
        kind: 'account',
        accountId,
        modseq,
        types: [...types],
        mailboxIds: [...mailboxIds],
        delivered,
      }),
    );
    events.push(...this.#others);
    if (this.#queue) events.push({ kind: 'queue' });
    return events;
  }
}
