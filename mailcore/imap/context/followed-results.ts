import type { Uid } from '../../model/ids.ts';
import type { MailboxView } from '../view/view.ts';
import type { SearchKey } from '../wire/search-keys.ts';
import type { SortCriterion } from '../wire/sort-criteria.ts';

/** A search whose result the client follows. RFC 5267 §4.3. */
export interface FollowedSearch {
  readonly tag: string;
  readonly isUid: boolean;
  readonly key: SearchKey;
  readonly charset: string;
  /** Null for mailbox order, whose places need not be named. */
  readonly order: readonly SortCriterion[] | null;
}

/** The searches of the selected mailbox whose results the client follows, by their tags. RFC 5267 §4.3. */
export interface FollowedResults {
  readonly isEmpty: boolean;
  has(tag: string): boolean;
  /** Follows a result, in its order, from now on, or says why not. RFC 5267 §4.3.1. */
  follow(search: FollowedSearch, result: readonly Uid[]): void;
  /** RFC 5267 §4.3.5. */
  cancel(tag: string): void;
  /** The mailbox is closed. */
  clear(): void;
  /** What has to be said before expunges are. RFC 5267 §4.3.4. */
  takeExpunged(view: MailboxView): string;
  /** Tells the changes of all results since the last report. */
  report(): Promise<void>;
}
