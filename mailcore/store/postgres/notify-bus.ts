import type { StoreEvent } from '../../model/change.ts';
import { LocalBus } from '../local-bus.ts';
import { CHANNEL, type Payload } from './announce.ts';
import { type Notification, PostgresClient } from './driver.ts';

const HEARTBEAT_MS = 30_000;
const ANSWER_TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 5_000;
/** A commit may follow its announcement this late. */
const COMMIT_MARGIN_MS = 60_000;
/** Announcements are kept this long: a node away for longer has lost what was said before. */
const KEPT_MS = 3_600_000;

const SERVER_TIME = 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint';
const MISSED = 'SELECT events FROM announcements WHERE announced_at >= ? AND origin <> ? ORDER BY id';
const ONE = 'SELECT events FROM announcements WHERE id = ?';
const FORGET = 'DELETE FROM announcements WHERE announced_at < ?';

/**
 * Events of all nodes. Those of this node are published by its writer; those of others come by LISTEN on a connection of its own.
 * When that connection is lost it is opened anew and everything announced since it was last heard to live is published again.
 */
export class NotifyBus extends LocalBus {
  readonly #url: string;
  readonly #origin: string;
  #client: PostgresClient | null = null;
  /** By the server's clock: everything announced before was heard. */
  #heardUntil = 0;
  #pending: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  private constructor(url: string, origin: string) {
    super();
    this.#url = url;
    this.#origin = origin;
  }

  /** Listens already when it resolves. Throws `unavailable`. */
  static async open(url: string, origin: string): Promise<NotifyBus> {
    const bus = new NotifyBus(url, origin);
    await bus.#listen();
    return bus;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#client?.close();
    await this.#pending;
  }

  async #listen(): Promise<void> {
    const client = await PostgresClient.connect(this.#url, { answerTimeoutMs: ANSWER_TIMEOUT_MS });
    client.onNotification((notification) => this.#receive(client, notification));
    await client.exec(`LISTEN ${CHANNEL}`);
    await this.#catchUp(client);
    this.#client = client;
    void client.ended.then(() => this.#lost());
    this.#schedule(() => this.#heartbeat(client), HEARTBEAT_MS);
  }

  async #catchUp(client: PostgresClient): Promise<void> {
    const [time] = await client.all(SERVER_TIME);
    if (this.#heardUntil > 0) {
      const missed = await client.all(MISSED, [this.#heardUntil - COMMIT_MARGIN_MS, this.#origin]);
      for (const [events] of missed) this.publish(JSON.parse(String(events)) as StoreEvent[]);
      // What is no account's concern may have been announced longer ago than is kept.
      this.publish([
        { kind: 'directory', accountId: null },
        { kind: 'sharing', accountId: null },
        { kind: 'queue' },
      ]);
    }
    this.#heardUntil = Number(time?.[0]);
  }

  #lost(): void {
    this.#client = null;
    if (!this.#isClosed) this.#retry(FIRST_RETRY_MS);
  }

  #retry(delayMs: number): void {
    const again = (): Promise<void> =>
      this.#listen().catch(() => this.#retry(Math.min(delayMs * 2, MAX_RETRY_MS)));
    this.#schedule(again, delayMs);
  }

  /** Proves that the connection lives, and drops what is too old for anyone. A failure ends the connection. */
  async #heartbeat(client: PostgresClient): Promise<void> {
    const [time] = await client.all(SERVER_TIME);
    this.#heardUntil = Number(time?.[0]);
    await client.query(FORGET, [this.#heardUntil - KEPT_MS]);
    this.#schedule(() => this.#heartbeat(client), HEARTBEAT_MS);
  }

  #schedule(work: () => Promise<void>, delayMs: number): void {
    if (this.#isClosed) return;
    if (this.#timer) clearTimeout(this.#timer);
    // `ended` tells of a connection that fails meanwhile.
    this.#timer = setTimeout(() => void work().catch(() => undefined), delayMs).unref();
  }

  /** In order: an event that has to be read first holds back those behind it. */
  #receive(client: PostgresClient, { payload }: Notification): void {
    if (payload === undefined) return;
    const parsed = JSON.parse(payload) as Payload;
    if (parsed.origin === this.#origin) return;
    this.#pending = this.#pending
      .then(async () => this.publish(await eventsOf(client, parsed)))
      .catch(() => undefined);
  }
}

/** Empty when the announcement is gone already. */
async function eventsOf(client: PostgresClient, payload: Payload): Promise<readonly StoreEvent[]> {
  if ('events' in payload) return payload.events;
  const [row] = await client.all(ONE, [payload.announcementId]);
  return row ? (JSON.parse(String(row[0])) as StoreEvent[]) : [];
}
