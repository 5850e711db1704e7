import { applyKeywordChange, FLAG, type KeywordChange, type KeywordSet } from '../../model/keyword.ts';

interface ModelEmail {
  keywords: KeywordSet;
  readonly places: Map<number, { readonly uid: number; deleted: boolean }>;
}

/** What the store promises about one account, as plainly as it can be said: the property test compares both after each step. */
export class AccountModel {
  readonly emails = new Map<number, ModelEmail>();
  readonly uidNext = new Map<number, number>();

  constructor(mailboxIds: readonly number[]) {
    for (const id of mailboxIds) this.uidNext.set(id, 1);
  }

  /** Uids of a mailbox, ascending, with their emails. */
  rows(mailboxId: number): { uid: number; emailId: number; deleted: boolean; keywords: KeywordSet }[] {
    const rows = [...this.emails].flatMap(([emailId, { keywords, places }]) => {
      const place = places.get(mailboxId);
      return place ? [{ uid: place.uid, emailId, deleted: place.deleted, keywords }] : [];
    });
    return rows.sort((a, b) => a.uid - b.uid);
  }

  unread(mailboxId: number): number {
    return this.rows(mailboxId).filter(({ keywords }) => (keywords.flags & (FLAG.seen | FLAG.draft)) === 0)
      .length;
  }

  add(emailId: number, mailboxIds: readonly number[], keywords: KeywordSet): void {
    this.emails.set(emailId, { keywords, places: new Map() });
    for (const id of mailboxIds) this.place(emailId, id, false);
  }

  place(emailId: number, mailboxId: number, deleted: boolean): number {
    const uid = this.uidNext.get(mailboxId) ?? 1;
    this.uidNext.set(mailboxId, uid + 1);
    this.emails.get(emailId)?.places.set(mailboxId, { uid, deleted });
    return uid;
  }

  store(mailboxId: number, uids: readonly number[], change: KeywordChange, deleted: boolean): void {
    for (const { uid, emailId } of this.rows(mailboxId)) {
      const email = this.emails.get(emailId);
      const place = email?.places.get(mailboxId);
      if (!email || !place || !uids.includes(uid)) continue;
      email.keywords = applyKeywordChange(email.keywords, change);
      if (change.mode === 'replace') place.deleted = deleted;
      else if (deleted) place.deleted = change.mode === 'add';
    }
  }

  move(from: number, uids: readonly number[], to: number): void {
    for (const { uid, emailId, deleted } of this.rows(from)) {
      if (!uids.includes(uid)) continue;
      this.emails.get(emailId)?.places.delete(from);
      if (!this.emails.get(emailId)?.places.has(to)) this.place(emailId, to, deleted);
    }
  }

  /** An email in no mailbox is no more. */
  leave(emailId: number, mailboxId: number): void {
    const email = this.emails.get(emailId);
    email?.places.delete(mailboxId);
    if (email?.places.size === 0) this.emails.delete(emailId);
  }
}
