import type { Kysely } from 'kysely';
import { MailError } from '../../errors.ts';
import type { EmailId } from '../../model/ids.ts';
import type { Awaitable } from '../sql/connection.ts';
import { EventCollector } from '../sql/event-collector.ts';
import type { Schema } from '../sql/schema.ts';
import type { PlacedBody, WriteContext, WriterSettings } from '../sql/write-context.ts';
import { lockForGroup } from './account-locks.ts';
import { bodyIdOf, bodyLocation, insertBody } from './body-rows.ts';
import { queryBuilder } from './dialect.ts';
import { isContention, type PostgresClient, unavailable } from './driver.ts';
import type { IdBlock } from './id-block.ts';
import type { Job } from '../sql/job.ts';
import { POSTGRES_OPERATIONS } from './operations.ts';
import { WriterConnection } from './writer-connection.ts';
import type { WriterIds } from './writer-ids.ts';

/**
 * `none`: operations run one after the other, and one that fails after it changed something spoils the group.
 * `savepoints`: each can be taken back alone, for two statements more.
 */
export type Isolation = 'none' | 'savepoints';

/** An operation failed half done: the group has to run anew, with savepoints. */
export class NeedsIsolation extends Error {}

export type Outcome = { readonly result: unknown } | { readonly error: MailError };
/** The table of operations, seen without their types. */
type Operation = (context: WriteContext, ...args: unknown[]) => unknown;

interface TransactionOptions {
  readonly settings: WriterSettings;
  readonly now: Date;
  readonly isolation: Isolation;
  /** Gets what the operations that succeed have to tell. */
  readonly events: EventCollector;
}

/** One transaction over a group of jobs. Whoever made it commits it, or rolls back when anything throws. */
export class GroupTransaction {
  readonly sql: WriterConnection;
  readonly #client: PostgresClient;
  readonly #db: Kysely<Schema>;
  readonly #ids: WriterIds;
  readonly #options: TransactionOptions;
  #emailIds: IdBlock;

  constructor(client: PostgresClient, ids: WriterIds, options: TransactionOptions) {
    const sql = new WriterConnection(client);
    this.sql = sql;
    this.#client = client;
    this.#db = queryBuilder({ acquire: async () => sql, release: () => undefined });
    this.#ids = ids;
    this.#emailIds = ids.emails(1);
    this.#options = options;
  }

  /** One outcome a job. Throws {@link NeedsIsolation}, or what the server said. */
  async run(jobs: readonly Job[]): Promise<Outcome[]> {
    await this.sql.send('BEGIN');
    const placed: PlacedBody[][] = [];
    for (const job of jobs) placed.push(await this.#place(job));
    this.#emailIds = this.#ids.emails(jobs.length);
    await lockForGroup(this.sql, jobs, () => this.#emailIds.reserve(this.#client));
    const outcomes: Outcome[] = [];
    for (const [index, job] of jobs.entries()) {
      outcomes.push(await this.#attempt(job, placed[index] ?? [], jobs.length === 1));
    }
    return outcomes;
  }

  async commit(): Promise<void> {
    const { command } = await this.#client.query('COMMIT', []);
    await this.sql.settled();
    // A transaction that failed unnoticed answers COMMIT with ROLLBACK.
    if (command !== 'COMMIT') throw unavailable(`COMMIT was answered by ${command}`);
  }

  /** A large body goes in before any row is locked: it takes its time. */
  async #place({ bodies }: Job): Promise<PlacedBody[]> {
    const placed: PlacedBody[] = [];
    for (const { pending, crc32, content } of bodies) {
      const bodyId = await this.#ids.body(this.#client);
      placed.push({ location: bodyLocation(bodyId, pending.sizeBytes), crc32, content });
      if (pending.kind === 'file') await insertBody(this.sql, bodyId, pending);
    }
    return placed;
  }

  async #attempt(job: Job, bodies: readonly PlacedBody[], isAlone: boolean): Promise<Outcome> {
    const isGuarded = this.#options.isolation === 'savepoints';
    const changesBefore = this.sql.changes;
    if (isGuarded) await this.sql.send('SAVEPOINT operation');
    try {
      const result = await this.#operate(job, bodies);
      if (isGuarded) await this.#keep();
      return { result };
    } catch (error) {
      // Nobody else is in the transaction: it goes as a whole.
      if (isContention(error) || isAlone) throw error;
      const outcome = { error: error instanceof MailError ? error : unavailable(error) };
      if (isGuarded) await this.#takeBack();
      else if (this.sql.changes > changesBefore || !(error instanceof MailError)) throw new NeedsIsolation();
      return outcome;
    }
  }

  async #operate(job: Job, bodies: readonly PlacedBody[]): Promise<unknown> {
    const own = new EventCollector();
    const result: unknown = await (POSTGRES_OPERATIONS[job.name] as Operation)(
      this.#context(own, bodies),
      ...job.args,
    );
    for (const [index, { pending }] of job.bodies.entries()) {
      const location = bodies[index]?.location;
      if (location && pending.kind === 'memory') await insertBody(this.sql, bodyIdOf(location), pending);
    }
    this.#options.events.merge(own);
    return result;
  }

  async #keep(): Promise<void> {
    this.sql.flush();
    await this.sql.settled();
    await this.sql.send('RELEASE operation');
  }

  async #takeBack(): Promise<void> {
    await this.sql.abandon();
    await this.sql.send('ROLLBACK TO operation');
    await this.sql.send('RELEASE operation');
  }

  #context(events: EventCollector, bodies: readonly PlacedBody[]): WriteContext {
    const { settings, now } = this.#options;
    return {
      sql: this.sql,
      db: this.#db,
      events,
      bodies,
      now,
      settings,
      isShared: true,
      nextEmailId: () => this.#emailIds.next(this.#client) as Awaitable<EmailId>,
      nextBlobId: () => this.#ids.blob(this.#client),
    };
  }
}
