import type { SqlConnection, SqlRow, SqlValue } from '../sql/connection.ts';
import { SQL } from '../sql/statements.ts';
import type { Queryable } from './dialect.ts';
import type { PostgresClient, QueryOutcome } from './driver.ts';

/** Statements that read what is about to change lock it: other nodes write as well. */
const LOCKING: ReadonlyMap<string, string> = new Map([
  [SQL.accountForChange, `${SQL.accountForChange} FOR NO KEY UPDATE`],
]);
/** Bounds what is on its way. */
const MAX_UNANSWERED = 1_000;

/**
 * The statements of one transaction. A change is sent and not waited for: the server answers in order, so whatever reads later
 * reads behind it, and a change that fails fails everything up to the commit.
 */
export class WriterConnection implements SqlConnection, Queryable {
  readonly #client: PostgresClient;
  #unanswered = 0;
  #waiting: (() => void)[] = [];
  #failure: { readonly cause: unknown } | null = null;
  /** How many changes were sent. */
  changes = 0;

  constructor(client: PostgresClient) {
    this.#client = client;
  }

  run(sql: string, ...params: SqlValue[]): Promise<void> | undefined {
    return this.send(sql, params);
  }

  /** As {@link run}; `params` may hold arrays. */
  send(sql: string, params: readonly unknown[]): Promise<void> | undefined {
    this.changes++;
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

  async change(sql: string, ...params: SqlValue[]): Promise<number> {
    this.changes++;
    const { rowCount } = await this.#first(this.#client.query(sql, params));
    return rowCount ?? 0;
  }

  objects(sql: string, params: readonly unknown[]): Promise<QueryOutcome> {
    this.#count(sql);
    return this.#first(this.#client.objects(sql, params));
  }

  async get(sql: string, ...params: SqlValue[]): Promise<SqlRow | undefined> {
    const [row] = await this.all(sql, ...params);
    return row;
  }

  async all(sql: string, ...params: SqlValue[]): Promise<readonly SqlRow[]> {
    this.#count(sql);
    return this.#first(this.#client.all(LOCKING.get(sql) ?? sql, params));
  }

  /** Waits until every change sent was answered. Throws the first failure. */
  async settled(): Promise<void> {
    if (this.#unanswered > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#failure) throw this.#failure.cause;
  }

  /** After a rollback. */
  forgetFailure(): void {
    this.#failure = null;
  }

  /** A change that returns what it made counts as one. */
  #count(sql: string): void {
    if (!/^select/i.test(sql)) this.changes++;
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
