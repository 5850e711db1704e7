import type { Awaitable, SqlConnection, SqlRow, SqlValue } from '../sql/connection.ts';
import { SQL } from '../sql/statements.ts';
import type { Queryable } from './dialect.ts';
import type { PostgresClient, QueryOutcome } from './driver.ts';
import { HotMessages } from './hot-messages.ts';
import { HotRows } from './hot-rows.ts';
import { RowBatches } from './row-batches.ts';

/** Statements that read what is about to change lock it: other nodes write as well. */
const LOCKING: ReadonlyMap<string, string> = new Map([
  [SQL.accountForChange, `${SQL.accountForChange} FOR NO KEY UPDATE`],
]);
/** Bounds what is on its way. */
const MAX_UNANSWERED = 1_000;

/**
 * The statements of one transaction. Changes of the hot tables are collected and sent many at once, other changes are sent and
 * not waited for: the server answers in order, so whatever reads later reads behind them, and a change that fails fails
 * everything up to the commit.
 */
export class WriterConnection implements SqlConnection, Queryable {
  /** What need not be asked for. */
  readonly hot = new HotRows();
  readonly messages = new HotMessages();
  readonly #client: PostgresClient;
  readonly #batches = new RowBatches();
  #unanswered = 0;
  #waiting: (() => void)[] = [];
  #failure: { readonly cause: unknown } | null = null;
  /** How many changes there were. */
  changes = 0;

  constructor(client: PostgresClient) {
    this.#client = client;
  }

  run(sql: string, ...params: SqlValue[]): Promise<void> | undefined {
    this.changes++;
    if (this.#batches.add(sql, params)) {
      this.hot.note(sql, params);
      this.messages.note(sql, params);
      return undefined;
    }
    this.#prepare(sql);
    return this.send(sql, params);
  }

  async change(sql: string, ...params: SqlValue[]): Promise<number> {
    this.#prepare(sql);
    const { rowCount } = await this.#first(this.#client.query(sql, params));
    return rowCount ?? 0;
  }

  objects(sql: string, params: readonly unknown[]): Promise<QueryOutcome> {
    this.#prepare(sql);
    return this.#first(this.#client.objects(sql, params));
  }

  get(sql: string, ...params: SqlValue[]): Awaitable<SqlRow | undefined> {
    const known = this.hot.answer(sql, params);
    if (known) return known.row;
    const rows = this.all(sql, ...params);
    return rows instanceof Promise ? rows.then(([row]) => row) : rows[0];
  }

  all(sql: string, ...params: SqlValue[]): Awaitable<readonly SqlRow[]> {
    const known = this.messages.answer(sql, params);
    if (known) return known;
    this.#prepare(sql);
    return this.ask(LOCKING.get(sql) ?? sql, params);
  }

  /** Rows of a statement that has nothing to do with what was collected; `params` may hold arrays. */
  async ask(sql: string, params: readonly unknown[]): Promise<readonly SqlRow[]> {
    const { rows } = await this.#first(this.#client.query(sql, params));
    return rows as readonly SqlRow[];
  }

  /** A statement that has nothing to do with what was collected, not waited for. */
  send(sql: string, params: readonly unknown[] = []): Promise<void> | undefined {
    this.#unanswered++;
    this.#client.query(sql, params).then(
      () => this.#answered(),
      (cause: unknown) => {
        this.#failure ??= { cause };
        this.#answered();
      },
    );
    return this.#unanswered < MAX_UNANSWERED ? undefined : this.settled();
  }

  /** Sends what was collected. */
  flush(): void {
    for (const { sql, params } of this.#batches.take()) void this.send(sql, params);
  }

  /** Waits until every change was answered. Throws the first failure. */
  async settled(): Promise<void> {
    if (this.#unanswered > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#failure) throw this.#failure.cause;
  }

  /** Before a rollback to a savepoint: nothing of what followed it is true. */
  async abandon(): Promise<void> {
    this.#batches.clear();
    this.#forget();
    await this.settled().catch(() => undefined);
    this.#failure = null;
  }

  /** Reads see what was collected; a change that is not collected may touch what is known. */
  #prepare(sql: string): void {
    this.flush();
    if (/^select/i.test(sql)) return;
    this.changes++;
    this.#forget();
  }

  #forget(): void {
    this.hot.forget();
    this.messages.forget();
  }

  /** What went wrong first explains what went wrong behind it. */
  async #first<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw this.#failure ? this.#failure.cause : error;
    }
  }

  #answered(): void {
    if (--this.#unanswered > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
