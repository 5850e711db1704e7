import { MailError } from '../../errors.ts';
import type { AccountId } from '../../model/ids.ts';
import type { MaildropStore } from '../maildrop-store.ts';
import { PostgresClient } from './driver.ts';

/** The first half of the key of an advisory lock: what it is about. */
const MAILDROP = 7_434_266;

/**
 * Maildrop locks of one thread of one node: advisory locks of a connection of their own, which the server ends with it. The
 * connection is opened when the first one is asked for.
 */
export class PostgresMaildropLocks implements Pick<MaildropStore, 'lockMaildrop'> {
  readonly #url: string;
  /** The server lets one connection take the same lock twice. */
  readonly #held = new Set<AccountId>();
  #client: Promise<PostgresClient> | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  async lockMaildrop(accountId: AccountId): Promise<{ release(): Promise<void> }> {
    if (this.#held.has(accountId)) throw inUse();
    this.#held.add(accountId);
    const client = await this.#take(accountId);
    let isHeld = true;
    return {
      release: async () => {
        if (!isHeld) return;
        isHeld = false;
        this.#held.delete(accountId);
        if (!client.isAlive) return;
        const sql = 'SELECT pg_advisory_unlock(?::int, ?::int)';
        // A connection that is gone has let go of its locks.
        await client.all(sql, [MAILDROP, accountId]).catch(() => []);
      },
    };
  }

  async close(): Promise<void> {
    const client = await this.#client;
    this.#client = null;
    await client?.close();
  }

  async #take(accountId: AccountId): Promise<PostgresClient> {
    try {
      const client = await this.#connection();
      const sql = 'SELECT pg_try_advisory_lock(?::int, ?::int)';
      const [row] = await client.all(sql, [MAILDROP, accountId]);
      if (row?.[0]) return client;
      throw inUse();
    } catch (error) {
      this.#held.delete(accountId);
      throw error;
    }
  }

  async #connection(): Promise<PostgresClient> {
    const known = await this.#client?.catch(() => null);
    if (known?.isAlive) return known;
    // What that connection had, it has no more.
    if (known) this.#held.clear();
    this.#client = PostgresClient.connect(this.#url);
    return this.#client;
  }
}

function inUse(): MailError {
  return new MailError('inUse', 'Another session has this mailbox open.');
}
