import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Authenticator } from '../sasl/sasl.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Bus } from '../store/bus.ts';
import type { MailboxCache } from '../store/mailbox-cache.ts';
import type { Search } from '../store/search.ts';
import type { Store } from '../store/store.ts';

/** What the sessions of a thread work with. */
export interface ImapDeps {
  readonly config: Config;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly bus: Bus;
  readonly search: Search;
  readonly authenticator: Authenticator;
  readonly cache?: MailboxCache;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly clock: () => Date;
  /** How often a client is told that a long command goes on. */
  readonly progressIntervalMs?: number;
}
