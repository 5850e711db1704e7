import { rm } from 'node:fs/promises';
import { MailError } from '../../errors.ts';
import type { StoreEvent } from '../../model/change.ts';
import type { NewBody } from '../sql/bodies.ts';
import { EventCollector } from '../sql/event-collector.ts';
import type { OperationArgs, OperationName, OperationResult } from '../sql/operations.ts';
import type { WriterSettings } from '../sql/write-context.ts';
import type { Writer } from '../sql/writer.ts';
import { announce } from './announce.ts';
import { isContention, PostgresClient, unavailable } from './driver.ts';
import { GroupTransaction, type Isolation, NeedsIsolation, type Outcome } from './group-transaction.ts';
import type { Job } from '../sql/job.ts';
import { WriterIds } from './writer-ids.ts';

export interface GroupWriterOptions {
  readonly url: string;
  /** Names this node in what it announces. */
  readonly origin: string;
  readonly settings: WriterSettings;
  readonly clock: () => Date;
  /** Called after each commit, with the events of the group in order. */
  readonly publish: (events: readonly StoreEvent[]) => void;
}

/** Bounds a group, so that the first of many does not wait for all. */
const MAX_GROUP_JOBS = 200;
const MAX_GROUP_BYTES = 16 * 1024 * 1024;
/** A group that others got in the way of is done anew this often. */
const MAX_ATTEMPTS = 8;

/**
 * Group commit. Everything queued becomes one transaction: rows, bodies and announcements. Only after the commit do the callers
 * get their results and do the events go out; the next group forms meanwhile.
 */
export class PostgresWriter implements Writer {
  readonly #options: GroupWriterOptions;
  readonly #ids = new WriterIds();
  #client: PostgresClient | null;
  #queue: Job[] = [];
  #running: Promise<void> | null = null;
  #isClosed = false;

  constructor(client: PostgresClient, options: GroupWriterOptions) {
    this.#client = client;
    this.#options = options;
  }

  call<Name extends OperationName>(
    name: Name,
    args: OperationArgs<Name>,
    bodies: readonly NewBody[] = [],
  ): Promise<OperationResult<Name>> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(unavailable());
        return;
      }
      this.#queue.push({ name, args, bodies, resolve: resolve as (result: unknown) => void, reject });
      this.#running ??= this.#run();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
    await this.#client?.close();
    this.#client = null;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      await new Promise(setImmediate);
      await this.#commitGroup(this.#takeGroup());
    }
    this.#running = null;
  }

  /** A body in a file takes time: its job is a group of its own. */
  #takeGroup(): Job[] {
    let bytes = 0;
    let count = 0;
    for (const { bodies } of this.#queue) {
      if (count > 0 && hasFile(bodies)) break;
      count++;
      for (const { pending } of bodies) bytes += pending.sizeBytes;
      if (count === MAX_GROUP_JOBS || bytes >= MAX_GROUP_BYTES || hasFile(bodies)) break;
    }
    return this.#queue.splice(0, count);
  }

  async #commitGroup(jobs: readonly Job[]): Promise<void> {
    try {
      const { outcomes, events } = await this.#commit(jobs);
      await removeFiles(jobs);
      settleAll(jobs, outcomes);
      if (events.length > 0) this.#options.publish(events);
    } catch (cause) {
      await removeFiles(jobs);
      const error = cause instanceof MailError ? cause : unavailable(cause);
      for (const job of jobs) job.reject(error);
    }
  }

  async #commit(jobs: readonly Job[]): Promise<{ outcomes: Outcome[]; events: StoreEvent[] }> {
    let isolation: Isolation = 'none';
    for (let attempt = 1; ; attempt++) {
      const client = await this.#connected();
      try {
        return await this.#transaction(client, jobs, isolation);
      } catch (error) {
        await this.#rollBack(client);
        if (error instanceof NeedsIsolation) isolation = 'savepoints';
        else if (!isContention(error) || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  async #transaction(
    client: PostgresClient,
    jobs: readonly Job[],
    isolation: Isolation,
  ): Promise<{ outcomes: Outcome[]; events: StoreEvent[] }> {
    const { settings, clock, origin } = this.#options;
    const events = new EventCollector();
    const transaction = new GroupTransaction(client, this.#ids, {
      settings,
      now: clock(),
      isolation,
      events,
    });
    const outcomes = await transaction.run(jobs);
    transaction.sql.flush();
    const published = events.events();
    await announce(transaction.sql, origin, published);
    await transaction.commit();
    return { outcomes, events: published };
  }

  async #connected(): Promise<PostgresClient> {
    if (!this.#client?.isAlive) this.#client = await PostgresClient.connect(this.#options.url);
    return this.#client;
  }

  /** A connection that cannot even do this is not used again. */
  async #rollBack(client: PostgresClient): Promise<void> {
    try {
      await client.exec('ROLLBACK');
    } catch {
      this.#client = null;
      await client.close().catch(() => undefined);
    }
  }
}

function hasFile(bodies: readonly NewBody[]): boolean {
  return bodies.some(({ pending }) => pending.kind === 'file');
}

/** An operation consumes its bodies, whether it succeeds or not: what was to be kept is in the database. */
async function removeFiles(jobs: readonly Job[]): Promise<void> {
  for (const { bodies } of jobs) {
    for (const { pending } of bodies) if (pending.kind === 'file') await rm(pending.path, { force: true });
  }
}

function settleAll(jobs: readonly Job[], outcomes: readonly Outcome[]): void {
  for (const [index, job] of jobs.entries()) {
    const outcome = outcomes[index];
    if (outcome && 'result' in outcome) job.resolve(outcome.result);
    else job.reject(outcome?.error ?? unavailable());
  }
}
