/** The only file that knows pg. */
import { Client, type CustomTypesConfig, type QueryArrayConfig, type QueryConfig, types } from 'pg';
import { MailError } from '../../errors.ts';
import type { SqlRow, SqlValue } from '../sql/connection.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** A node that hangs inside a transaction lets go of its rows. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
const LOCK_TIMEOUT_MS = 30_000;
/** Statements of changing length (lists in `IN`) stay unnamed once this many have a name. */
const MAX_NAMED_STATEMENTS = 500;

export interface QueryOutcome {
  /** Objects or arrays, as asked. */
  readonly rows: readonly unknown[];
  /** Null for statements that neither read nor change rows. */
  readonly rowCount: number | null;
  readonly command: string;
}

export interface Notification {
  readonly channel: string;
  readonly payload?: string | undefined;
}

/**
 * One connection. Statements are sent at once and answered in order, so that many can be on their way; a failed one inside a
 * transaction fails those behind it until the rollback.
 */
export class PostgresClient {
  readonly #client: Client;
  #failure: Error | null = null;
  /** Settles when the connection is gone, by `close` or by itself. */
  readonly ended: Promise<void>;

  private constructor(client: Client) {
    this.#client = client;
    this.ended = new Promise((resolve) => client.once('end', resolve));
    client.on('error', (error) => (this.#failure ??= error));
  }

  /** A server that does not answer within `answerTimeoutMs` ends the connection. Throws `unavailable`. */
  static async connect(url: string, options: { answerTimeoutMs?: number } = {}): Promise<PostgresClient> {
    const client = new Client({
      connectionString: url,
      types: TYPES,
      pipeline: true,
      keepAlive: true,
      application_name: 'tegami',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      query_timeout: options.answerTimeoutMs,
    });
    const connected = new PostgresClient(client);
    try {
      await client.connect();
    } catch (cause) {
      throw unavailable(cause);
    }
    return connected;
  }

  get isAlive(): boolean {
    return this.#failure === null;
  }

  /** One or more statements without parameters. */
  async exec(sql: string): Promise<void> {
    await this.#client.query(sql);
  }

  /** Rows as arrays; parameters are `?`, `?1` … as SQLite takes them. */
  async all(sql: string, params: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return (await this.query(sql, params)).rows as SqlRow[];
  }

  /** As {@link all}, with how many rows were met. */
  query(sql: string, params: readonly unknown[]): Promise<QueryOutcome> {
    const { text, name } = numbered(sql);
    const query: QueryArrayConfig = { text, name, values: params.map(bindable), rowMode: 'array' };
    return this.#client.query(query);
  }

  /** For the query builder: numbered parameters, rows as objects. */
  objects(sql: string, params: readonly unknown[]): Promise<QueryOutcome> {
    const query: QueryConfig = { text: sql, name: nameOf(sql), values: params.map(bindable) };
    return this.#client.query(query);
  }

  onNotification(listener: (notification: Notification) => void): void {
    this.#client.on('notification', listener);
  }

  /** Finishes what was sent. */
  async close(): Promise<void> {
    await this.#client.end();
  }
}

/** Every integer of ours fits a number; one that does not is a fault, never a rounded value. */
const TYPES: CustomTypesConfig = {
  getTypeParser: ((oid: number) => {
    const isInteger = oid === types.builtins.INT8 || oid === types.builtins.NUMERIC;
    return isInteger ? safeInteger : types.getTypeParser(oid, 'text');
  }) as CustomTypesConfig['getTypeParser'],
};

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${text}`);
  return value;
}

/** PostgreSQL's text holds no NUL; SQLite's does. A message must not be refused for one. */
function bindable(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value;
  if (Array.isArray(value)) return value.map(bindable);
  if (value === undefined) throw new TypeError('SQL parameter is undefined');
  return value;
}

interface NumberedStatement {
  readonly text: string;
  readonly name: string | undefined;
}

const numberedStatements = new Map<string, NumberedStatement>();
const names = new Map<string, string>();

/** `?` becomes `$1`, `?2` becomes `$2`; what stands in quotes stays. */
export function numbered(sql: string): NumberedStatement {
  let known = numberedStatements.get(sql);
  if (!known) {
    let count = 0;
    const text = sql.replaceAll(/'[^']*'|\?(\d*)/g, (match, given: string | undefined) =>
      match.startsWith("'") ? match : `$${given || ++count}`,
    );
    known = { text, name: nameOf(text) };
    if (known.name !== undefined) numberedStatements.set(sql, known);
  }
  return known;
}

/** A named statement is parsed and planned once a connection. */
function nameOf(text: string): string | undefined {
  let name = names.get(text);
  if (name === undefined && names.size < MAX_NAMED_STATEMENTS) names.set(text, (name = `s${names.size}`));
  return name;
}

const DEADLOCK_DETECTED = '40P01';
const SERIALIZATION_FAILURE = '40001';
const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';

/** True when the same work, done anew, can succeed or fail with a reason: others were faster. */
export function isContention(error: unknown): boolean {
  const state = sqlState(error);
  return (
    state === DEADLOCK_DETECTED ||
    state === SERIALIZATION_FAILURE ||
    state === UNIQUE_VIOLATION ||
    state === FOREIGN_KEY_VIOLATION
  );
}

/** https://www.postgresql.org/docs/15/errcodes-appendix.html; null when the server said nothing. */
function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

export function unavailable(cause?: unknown): MailError {
  return new MailError('unavailable', 'The store is not available now', { cause });
}
