import { MailError } from '../errors.ts';
import type { MailboxRows } from '../model/email.ts';
import type { AccountId, EmailId, MailboxId, Uid, UidValidity } from '../model/ids.ts';
import type { Store } from '../store/store.ts';
import type { MailboxCache } from '../store/mailbox-cache.ts';

/**
 * The inbox as one POP3 session sees it: fixed at sign-in, so that message numbers and sizes never move. Deletions are marks until QUIT.
 * RFC 1939 §4, §5.
 */
export class Maildrop {
  readonly accountId: AccountId;
  readonly mailboxId: MailboxId;
  readonly #uidlValidity: UidValidity;
  readonly #uids: Uint32Array;
  readonly #emailIds: Float64Array;
  readonly #sizes: Float64Array;
  readonly #marked = new Set<number>();
  #totalBytes: number;

  private constructor(
    accountId: AccountId,
    inbox: { id: MailboxId; uidlValidity: UidValidity },
    rows: Pick<MailboxRows, 'uids' | 'emailIds' | 'sizes'>,
  ) {
    this.accountId = accountId;
    this.mailboxId = inbox.id;
    this.#uidlValidity = inbox.uidlValidity;
    this.#uids = rows.uids;
    this.#emailIds = rows.emailIds;
    this.#sizes = rows.sizes;
    this.#totalBytes = rows.sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Takes the picture from the cache: an unchanged inbox costs no read of message rows. Throws `mailboxNotFound`. */
  static async open(store: Store, cache: MailboxCache, accountId: AccountId): Promise<Maildrop> {
    const inbox = (await store.listMailboxes(accountId)).find(({ role }) => role === 'inbox');
    if (!inbox) throw new MailError('mailboxNotFound', 'This account has no inbox.');
    // A snapshot never changes, so the session may keep it as its picture.
    const { rows } = await cache.get(accountId, inbox.id);
    return new Maildrop(accountId, inbox, rows);
  }

  get count(): number {
    return this.#uids.length - this.#marked.size;
  }

  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** Message numbers that are not marked as deleted, ascending. */
  *numbers(): Generator<number> {
    for (let number = 1; number <= this.#uids.length; number += 1)
      if (!this.#marked.has(number)) yield number;
  }

  sizeBytes(number: number): number {
    return this.#sizes[this.#index(number)]!;
  }

  emailId(number: number): EmailId {
    return this.#emailIds[this.#index(number)]! as EmailId;
  }

  /** Unique for ever, also after a restore: neither part is ever used again. RFC 1939 §7 UIDL. */
  uniqueId(number: number): string {
    return `${this.#uidlValidity}.${this.#uids[this.#index(number)]}`;
  }

  /** Marks a message as deleted. Throws `emailNotFound` when it is already. */
  mark(number: number): void {
    this.#totalBytes -= this.sizeBytes(number);
    this.#marked.add(number);
  }

  unmarkAll(): void {
    const marked = [...this.#marked];
    this.#marked.clear();
    for (const number of marked) this.#totalBytes += this.sizeBytes(number);
  }

  /** What QUIT removes, ascending. */
  markedUids(): Uid[] {
    return [...this.#marked].sort((a, b) => a - b).map((number) => this.#uids[number - 1]! as Uid);
  }

  #index(number: number): number {
    if (number < 1 || number > this.#uids.length || this.#marked.has(number)) {
      throw new MailError('emailNotFound', 'no such message');
    }
    return number - 1;
  }
}
