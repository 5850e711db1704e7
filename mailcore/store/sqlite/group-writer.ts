import { basename } from 'node:path';
import type { StoreEvent } from '../../model/change.ts';
import { MailError } from '../../errors.ts';
import type { BlobId, EmailId } from '../../model/ids.ts';
import type { BlobLocation } from '../blobs.ts';
import type { DataFiles } from '../data-files.ts';
import { migrate } from '../migrations/migrate.ts';
import { type SegmentPlace, SegmentWriter } from '../segments.ts';
import type { NewBody } from '../sql/bodies.ts';
import type { Job } from '../sql/job.ts';
import { queryBuilder } from './dialect.ts';
import { Connection, isMediumFailure } from './driver.ts';
import { EventCollector } from '../sql/event-collector.ts';
import {
  type OperationArgs,
  type OperationName,
  type OperationResult,
  OPERATIONS,
} from '../sql/operations.ts';
import type { PlacedBody, WriteContext, WriterSettings } from '../sql/write-context.ts';
import type { Writer } from '../sql/writer.ts';

export interface GroupWriterOptions {
  readonly files: DataFiles;
  /** False only for storage that need not outlive the process. */
  readonly durable: boolean;
  readonly segmentBytes: number;
  readonly settings: WriterSettings;
  readonly clock: () => Date;
  /** Called after each commit, with the events of the group in order. */
  readonly publish: (events: readonly StoreEvent[]) => void;
}

interface WrittenGroup {
  readonly jobs: readonly Job[];
  /** Of the bodies in memory, in order. */
  readonly places: readonly SegmentPlace[];
  readonly failure: { readonly cause: unknown } | null;
}

type Outcome = { readonly result: unknown } | { readonly error: MailError };
interface SqliteContext extends WriteContext {
  readonly sql: Connection;
}

/** The table of operations, seen without their types. */
type Operation = (context: WriteContext, ...args: unknown[]) => unknown;

/** Bounds a group, so that the first of many does not wait for all. */
const MAX_GROUP_JOBS = 1_000;
const MAX_GROUP_BYTES = 64 * 1024 * 1024;

/** A store that is written to this often is worth a log of full length. */
const COMMITS_BEFORE_LONG_LOG = 20;

/**
 * Group commit. Everything queued becomes one group: all bodies in one durable, vectored write, then one
 * transaction for all rows, each operation in a savepoint of its own. Only after the commit do the callers get their
 * results and do the events go out; the next group forms meanwhile.
 */
export class GroupWriter implements Writer {
  readonly #options: GroupWriterOptions;
  readonly #segments: SegmentWriter;
  #connection: Connection | null;
  #context: SqliteContext | null = null;
  #queue: Job[] = [];
  #running: Promise<void> | null = null;
  #isClosed = false;
  #commitsOfConnection = 0;
  #isLogLong = false;

  /** Opens and migrates the database. */
  constructor(options: GroupWriterOptions) {
    this.#options = options;
    this.#connection = this.#openConnection();
    migrate(this.#connection, options.files.database);
    // Whoever held these leases is gone, or this process would not own the data: no entry waits for a dead one.
    this.#connection.run(
      'UPDATE queue_entries SET lease_owner = NULL, lease_until = 0 WHERE lease_until > 0',
    );
    this.#segments = new SegmentWriter(options.files.segments, options);
  }

  call<Name extends OperationName>(
    name: Name,
    args: OperationArgs<Name>,
    bodies: readonly NewBody[] = [],
  ): Promise<OperationResult<Name>> {
    return new Promise((resolve, reject) => {
      this.submit({ name, args, bodies, resolve: resolve as (result: unknown) => void, reject });
    });
  }

  /** As {@link call}, without a promise of its own: exactly one of the job's callbacks is called. */
  submit(job: Job): void {
    if (this.#isClosed) {
      job.reject(unavailable());
      return;
    }
    this.#queue.push(job);
    this.#running ??= this.#run();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
    await this.#segments.close();
    this.#connection?.close();
    this.#connection = null;
  }

  /**
   * The bodies of one group are written and synced, in the thread pool, while the transaction of the group before runs.
   * The event loop delivers what is waiting before each group is taken.
   */
  async #run(): Promise<void> {
    let written: Promise<WrittenGroup> | null = null;
    while (this.#queue.length > 0 || written) {
      await new Promise(setImmediate);
      const current = await (written ?? this.#writeBodies(this.#takeGroup()));
      written = this.#queue.length > 0 ? this.#writeBodies(this.#takeGroup()) : null;
      await this.#commitGroup(current);
    }
    this.#running = null;
    // Nobody waits now.
    if (this.#options.durable && this.#isLongLogDue) this.#lengthenLog();
  }

  #takeGroup(): Job[] {
    let bytes = 0;
    let count = 0;
    for (const { bodies } of this.#queue) {
      for (const { pending } of bodies) if (pending.kind === 'memory') bytes += pending.sizeBytes;
      count++;
      if (count === MAX_GROUP_JOBS || bytes >= MAX_GROUP_BYTES) break;
    }
    return this.#queue.splice(0, count);
  }

  /** Bodies of every job, in order, durable. Never rejects: the failure belongs to the group. */
  async #writeBodies(jobs: readonly Job[]): Promise<WrittenGroup> {
    const inMemory = jobs.flatMap(({ bodies }) =>
      bodies.flatMap(({ pending }) => (pending.kind === 'memory' ? [pending.bytes] : [])),
    );
    try {
      const places = inMemory.length === 0 ? [] : await this.#segments.append(inMemory);
      return { jobs, places, failure: null };
    } catch (cause) {
      await this.#segments.abandonCurrent();
      return { jobs, places: [], failure: { cause } };
    }
  }

  async #commitGroup({ jobs, places, failure }: WrittenGroup): Promise<void> {
    const events = new EventCollector();
    let outcomes: Outcome[];
    try {
      if (failure) throw failure.cause;
      outcomes = await this.#runTransaction(jobs, placeBodies(jobs, places), events);
    } catch (cause) {
      this.#reopen();
      for (const job of jobs) job.reject(unavailable(cause));
      return;
    }
    settleAll(jobs, outcomes);
    const published = events.events();
    if (published.length > 0) this.#options.publish(published);
  }

  async #runTransaction(
    group: readonly Job[],
    places: readonly PlacedBody[][],
    events: EventCollector,
  ): Promise<Outcome[]> {
    const base = (this.#context ??= this.#newContext());
    const { sql } = base;
    const now = this.#options.clock();
    const outcomes: Outcome[] = [];
    sql.run('BEGIN IMMEDIATE');
    for (const [index, job] of group.entries()) {
      const own = new EventCollector();
      const outcome = await runInSavepoint(job, { ...base, now, events: own, bodies: places[index] ?? [] });
      if ('result' in outcome) events.merge(own);
      outcomes.push(outcome);
    }
    sql.run('COMMIT');
    this.#commitsOfConnection += 1;
    return outcomes;
  }

  #newContext(): SqliteContext {
    const sql = (this.#connection ??= this.#openConnection());
    let emailId = lastId(sql, 'emails');
    let blobId = lastId(sql, 'blobs');
    return {
      sql,
      db: queryBuilder(sql),
      events: new EventCollector(),
      bodies: [],
      now: this.#options.clock(),
      settings: this.#options.settings,
      isShared: false,
      nextEmailId: () => ++emailId as EmailId,
      nextBlobId: () => ++blobId as BlobId,
    };
  }

  get #isLongLogDue(): boolean {
    return !this.#isLogLong && this.#commitsOfConnection >= COMMITS_BEFORE_LONG_LOG;
  }

  #lengthenLog(): void {
    this.#isLogLong = true;
    try {
      this.#connection?.lengthenLog();
    } catch {
      // A full disk: the log grows as it must, and the next commit tells its callers.
      this.#reopen();
    }
  }

  #openConnection(): Connection {
    this.#commitsOfConnection = 0;
    this.#isLogLong = false;
    return new Connection(this.#options.files.database, { durable: this.#options.durable });
  }

  /** Nothing of a connection that failed is trusted: SQLite rolls back and recovers when the next group opens it anew. */
  #reopen(): void {
    this.#context = null;
    const connection = this.#connection;
    this.#connection = null;
    connection?.close();
  }
}

/** Tells each body of each job where it lies. */
function placeBodies(jobs: readonly Job[], places: readonly SegmentPlace[]): PlacedBody[][] {
  const left = places.values();
  const locate = ({ pending }: NewBody): BlobLocation => {
    const { sizeBytes } = pending;
    if (pending.kind === 'file') return { container: `f${basename(pending.path)}`, offset: 0, sizeBytes };
    const place = left.next().value;
    if (!place) throw new Error('fewer places than bodies');
    return { ...place, sizeBytes };
  };
  return jobs.map(({ bodies }) =>
    bodies.map((body) => ({ location: locate(body), crc32: body.crc32, content: body.content })),
  );
}

async function runInSavepoint(job: Job, context: SqliteContext): Promise<Outcome> {
  const { sql } = context;
  sql.run('SAVEPOINT operation');
  try {
    const pending = (OPERATIONS[job.name] as Operation)(context, ...job.args);
    const result = pending instanceof Promise ? ((await pending) as unknown) : pending;
    sql.run('RELEASE operation');
    return { result };
  } catch (error) {
    if (isMediumFailure(error) || !sql.isTransaction) throw error;
    sql.run('ROLLBACK TO operation');
    sql.run('RELEASE operation');
    return { error: error instanceof MailError ? error : unavailable(error) };
  }
}

/** The highest id the table ever gave, also to rows that are gone. */
function lastId(sql: Connection, table: 'emails' | 'blobs'): number {
  const row = sql.get(
    `SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = '${table}'), 0), coalesce((SELECT max(id) FROM ${table}), 0))`,
  );
  return Number(row?.[0]);
}

function settleAll(group: readonly Job[], outcomes: readonly Outcome[]): void {
  for (const [index, job] of group.entries()) {
    const outcome = outcomes[index];
    if (outcome && 'result' in outcome) job.resolve(outcome.result);
    else job.reject(outcome?.error ?? unavailable());
  }
}

function unavailable(cause?: unknown): MailError {
  return new MailError('unavailable', 'The store is not available now', { cause });
}
