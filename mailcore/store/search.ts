import type { AccountId, EmailId } from '../model/ids.ts';

/** Full text over the emails of one account. Adapters: scan-search.ts (reads the messages), fts5/ (an index beside the embedded store). */
export interface Search {
  /**
   * Which of `candidates` contain every term of `terms` in `field`: as substrings, compared in the form of message/fold.ts.
   * Returns ids in the order given; never one of another account, but maybe one that was destroyed a moment ago. Exact at once,
   * whatever an index knows yet. RFC 8621 §4.4.1, RFC 9051 §6.4.4.
   * `signal` stops a long search: it rejects with MailError `limitReached`.
   */
  match(
    accountId: AccountId,
    candidates: readonly EmailId[],
    field: SearchField,
    terms: readonly string[],
    signal?: AbortSignal,
  ): Promise<EmailId[]>;
}

/**
 * `message` = the whole header and the body (IMAP TEXT); `text` = subject, addresses and body (JMAP), which trace fields do not
 * blur; `body` = text parts, names of attachments and attachments that are text; `header:<name>` = the decoded values of that field.
 */
export type SearchField =
  'message' | 'text' | 'body' | 'subject' | 'from' | 'to' | 'cc' | 'bcc' | `header:${string}`;

/** What is derived from the messages to make searches fast; losing it loses nothing. */
export interface SearchIndex {
  status(): Promise<SearchIndexStatus>;
  /**
   * Forgets what is indexed, of one account or of all, and indexes it again; searches stay exact meanwhile. Resolves when that
   * is done, by whoever writes the index. Throws `unavailable` when nobody does.
   */
  rebuild(accountId: AccountId | null, onProgress?: (status: SearchIndexStatus) => void): Promise<void>;
}

export interface SearchIndexStatus {
  readonly emails: number;
  /** Not indexed yet: searches read these. */
  readonly pendingEmails: number;
  readonly sizeBytes: number;
}
