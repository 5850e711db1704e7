import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { DeliveryService } from '../delivery/delivery.ts';
import type { Account } from '../model/account.ts';
import type { MailboxAccess } from '../store/access/mailbox-access.ts';
import type { MailStore } from '../store/access/shared-mail.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Bus } from '../store/bus.ts';
import type { Search } from '../store/search.ts';
import type { Store } from '../store/store.ts';
import type { ByteBudget } from './email/byte-budget.ts';
import type { FactReader } from './email/facts.ts';
import type { QueryResults } from './email/results.ts';
import type { EmailRows } from './email/rows.ts';
import type { ThreadCounter } from './mailbox/thread-counts.ts';
import { parseId, type IdLetter, type IdNumber } from './ids.ts';
import type { CreationId, Id } from './types.ts';

/** What every method works with, one per process or thread. */
export interface JmapServices {
  readonly config: Config;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly bus: Bus;
  readonly search: Search;
  readonly delivery: DeliveryService;
  readonly rows: EmailRows;
  readonly facts: FactReader;
  readonly results: QueryResults;
  readonly threadCounts: ThreadCounter;
  readonly clock: () => Date;
  readonly logger: Logger;
}

/** One request of one account; a method sees it as on the account that its arguments name. */
export interface RequestContext extends JmapServices {
  /** Who is signed in. */
  readonly user: Account;
  /** Whose data it is about: the user's, or of one who shares some. */
  readonly account: Account;
  readonly access: MailboxAccess;
  /** The store for the mail of `account`, as far as the user may use it. */
  readonly mail: MailStore;
  /** Records created so far in this request, and those the client told us of. RFC 8620 §3.3. */
  readonly createdIds: Map<CreationId, Id>;
  readonly signal: AbortSignal;
  /** Where the client is; empty when not known. */
  readonly remoteAddress: string;
  readonly budget: ByteBudget;
}

/** The record `id` names, `#creation` resolved; null when there cannot be one. RFC 8620 §5.3. */
export function resolveId<Letter extends IdLetter>(
  context: RequestContext,
  letter: Letter,
  id: Id,
): IdNumber<Letter> | null {
  const real = id.startsWith('#') ? context.createdIds.get(id.slice(1)) : id;
  return real === undefined ? null : parseId(letter, real);
}
