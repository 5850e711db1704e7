import type { AccountId, EmailId } from '../model/ids.ts';

/** Full text over the emails of one account. Adapters: scan-search.ts (reads the messages), later FTS5 and PostgreSQL. */
export interface Search {
  /**
   * Which of `candidates` contain every term of `terms` in `field`, compared case- and width-insensitively (NFKC, lower case).
   * Returns ids in the order given. `text` = headers and body; `body` = text parts only. RFC 8621 §4.4.1, RFC 9051 §6.4.4.
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

/** `header:<name>` searches the decoded value of that header. */
export type SearchField = 'text' | 'body' | 'subject' | 'from' | 'to' | 'cc' | 'bcc' | `header:${string}`;
