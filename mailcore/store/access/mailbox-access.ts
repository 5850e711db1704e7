import type { AccountId, MailboxId, Uid } from '../../model/ids.ts';
import { ALL_RIGHTS, flagMask, type Right, type Rights, type RightsChange } from '../../model/rights.ts';
import type { Annotation, AnnotationChange } from '../annotation-store.ts';
import type { CopiedUids, MailboxPlace } from '../email-store.ts';
import type { Grant, SharedMailbox } from '../sharing-store.ts';
import type { Store } from '../store.ts';
import { Grants, requireRights } from './grants.ts';
import { type MailStore, sharedMail } from './shared-mail.ts';

/**
 * The mail that one account may use, and how: the one place where rights on mailboxes are checked, passed by every protocol that serves
 * mail. Its own mail is its own; in that of others it finds what was granted and nothing else. Whoever lacks `l` is told
 * `mailboxNotFound`, whoever lacks another right `noPermission`. RFC 4314 §4, RFC 8621 §2.
 */
export class MailboxAccess {
  readonly accountId: AccountId;
  readonly #store: Store;
  readonly #grants: Grants;
  readonly #shared: MailStore;

  constructor(store: Store, accountId: AccountId) {
    this.accountId = accountId;
    this.#store = store;
    this.#grants = new Grants(store, accountId);
    this.#shared = sharedMail(store, this.#grants);
  }

  /** The store for mail of `ownerId`: each call on mail of another is checked. */
  storeOf(ownerId: AccountId): MailStore {
    return ownerId === this.accountId ? this.#store : this.#shared;
  }

  /** Throws `mailboxNotFound` without `l`; for a mailbox of the account itself it asks nobody. */
  async rightsOf(place: MailboxPlace): Promise<Rights> {
    return place.accountId === this.accountId
      ? ALL_RIGHTS
      : this.#grants.of(place.accountId, place.mailboxId);
  }

  /** Throws `mailboxNotFound`, `noPermission`. */
  async require(place: MailboxPlace, ...rights: Right[]): Promise<Rights> {
    const granted = await this.rightsOf(place);
    requireRights(granted, rights);
    return granted;
  }

  /** Mailboxes of others that the account may see. */
  listShared(): Promise<SharedMailbox[]> {
    return this.#store.mailboxesSharedWith(this.accountId);
  }

  async listRights(place: MailboxPlace): Promise<Grant[]> {
    await this.require(place, 'a');
    return this.#store.listRights(place.accountId, place.mailboxId);
  }

  async setRights(place: MailboxPlace, granteeId: AccountId | null, change: RightsChange): Promise<Rights> {
    await this.require(place, 'a');
    return this.#store.setRights(place.accountId, place.mailboxId, granteeId, change);
  }

  /** RFC 5464 §3.3: whoever may read a mailbox may read the notes on it. */
  async listAnnotations(place: MailboxPlace): Promise<Annotation[]> {
    await this.require(place, 'r');
    return this.#store.listAnnotations(this.accountId, place.mailboxId);
  }

  /** Private notes are for whoever may read; shared ones need the right `w`. */
  async setAnnotations(place: MailboxPlace, changes: readonly AnnotationChange[]): Promise<void> {
    const isShared = changes.some(({ name }) => !name.startsWith('/private/'));
    await this.require(place, 'r', ...(isShared ? (['w'] as const) : []));
    return this.#store.setAnnotations(this.accountId, place.mailboxId, changes);
  }

  /** Everybody keeps subscriptions of their own. Throws `mailboxNotFound`. */
  async subscribe(place: MailboxPlace, isSubscribed: boolean): Promise<void> {
    await this.storeOf(place.accountId).updateMailbox(place.accountId, place.mailboxId, { isSubscribed });
  }

  /**
   * COPY and MOVE, also between accounts. Flags that the account may not set over there do not arrive. RFC 4314 §4 (COPY); RFC 6851 §4.4: a move
   * needs what STORE \Deleted and EXPUNGE would.
   */
  async transfer(
    from: MailboxPlace,
    uids: readonly Uid[],
    to: MailboxPlace,
    { isMove }: { isMove: boolean },
  ): Promise<CopiedUids> {
    await this.require(from, 'r', ...(isMove ? (['t', 'e'] as const) : []));
    const rights = await this.require(to, 'i');
    const isWithin = from.accountId === to.accountId;
    if (isMove && isWithin) return this.#store.moveEmails(from.accountId, from.mailboxId, uids, to.mailboxId);
    if (isWithin && from.accountId === this.accountId)
      return this.#store.copyEmails(from.accountId, from.mailboxId, uids, to.mailboxId);
    return this.#store.transferEmails(from, uids, to, { isMove, mask: flagMask(rights) });
  }
}

export function placeOf(mailbox: { accountId: AccountId; id: MailboxId }): MailboxPlace {
  return { accountId: mailbox.accountId, mailboxId: mailbox.id };
}
