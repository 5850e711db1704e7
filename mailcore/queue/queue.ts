import { randomBytes } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Resolver } from '../net/dns.ts';
import type { ClientTimeouts } from '../smtp/client/client-session.ts';
import type { Peer } from '../smtp/client/outgoing.ts';
import { createSessionPool } from '../smtp/client/session-pool.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Bus } from '../store/bus.ts';
import type { QueueEntry } from '../store/queue-store.ts';
import type { Store } from '../store/store.ts';
import { createOutages } from './outages.ts';
import { ownListeners, type IsOwnListener } from './own-listeners.ts';
import { processEntry, type EntryContext } from './process-entry.ts';
import { createSlots } from './slots.ts';

export interface QueueOptions {
  readonly config: Pick<Config, 'hostname' | 'smartHost' | 'limits' | 'listen'>;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly bus: Bus;
  readonly resolver: Resolver;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly clock: () => Date;
  /** Opens the socket to a peer. */
  readonly connect?: (peer: Peer) => Socket;
  /** Where our own listeners really are, when the configuration left the port open. */
  readonly isOwnListener?: IsOwnListener;
  readonly timeouts?: ClientTimeouts;
}

export interface Queue {
  /** Delivers whatever is due, from now on as soon as it is. */
  start(): void;
  /**
   * Takes nothing new, gives deliveries under way `graceMs` to end, then interrupts them; every entry in hand is settled.
   * A process that dies instead leaves leases behind, and its entries wait until they end.
   */
  stop(options?: { graceMs: number }): Promise<void>;
  /** Resolves when nothing is due any more, at the clock's present time. Works without `start`. */
  runDue(): Promise<void>;
}

/** Deliveries at once, and of them to one destination. */
const MAX_DELIVERIES = 20;
const MAX_DELIVERIES_PER_DESTINATION = 4;
/** More than deliver at once, so that entries for one slow destination do not hold up the others. */
const MAX_ENTRIES_IN_HAND = 200;
/** An attempt ends before its lease does, or another process would begin the same one. */
const LEASE_MS = 20 * 60_000;
const MAX_ATTEMPT_MS = 18 * 60_000;
/** New mail wakes us at once; this only keeps rows that another process is about to lease from spinning us. */
const MIN_SLEEP_MS = 200;
const RETRY_AFTER_STORE_FAILURE_MS = 10_000;
/** setTimeout cannot count further than 24 days; looking once an hour costs nothing. */
const MAX_SLEEP_MS = 3_600_000;

/** Sends what the store's queue holds. Several of them, in threads or on nodes, share one queue by leases. */
export function createQueue(options: QueueOptions): Queue {
  const { config, store, blobs, bus, resolver, logger, clock } = options;
  const { connect = (peer: Peer) => connectTcp({ host: peer.address, port: peer.port }) } = options;
  const stopping = new AbortController();
  const owner = `${config.hostname}-${randomBytes(6).toString('hex')}`;
  const inHand = new Set<Promise<void>>();
  const clientOptions = { hostname: config.hostname, connect };
  const pool = createSessionPool({
    ...clientOptions,
    ...(options.timeouts ? { timeouts: options.timeouts } : {}),
  });
  const context: EntryContext = {
    hostname: config.hostname,
    route: {
      hostname: config.hostname,
      smartHost: config.smartHost,
      resolver,
      isOwnListener: options.isOwnListener ?? ownListeners(config.listen),
    },
    limits: config.limits,
    slots: createSlots({ total: MAX_DELIVERIES, perKey: MAX_DELIVERIES_PER_DESTINATION }),
    outages: createOutages(clock),
    store,
    blobs,
    pool,
    clock,
    logger,
  };
  let state: 'idle' | 'running' | 'stopped' = 'idle';
  let unsubscribe: (() => void) | null = null;
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> | null = null;
  let mustLookAgain = false;

  /** Leases what is due, as much as there is room for; calls that come meanwhile make it look once more. */
  function look(): Promise<void> {
    mustLookAgain = true;
    looking ??= leaseWhileAsked().finally(() => {
      looking = null;
    });
    return looking;
  }

  async function leaseWhileAsked(): Promise<void> {
    while (mustLookAgain && state !== 'stopped') {
      mustLookAgain = false;
      const limit = MAX_ENTRIES_IN_HAND - inHand.size;
      if (limit <= 0) return;
      // A lease is a write; most looks, after each settlement, find nothing due and need none.
      if (!(await isAnythingDue())) continue;
      const entries = await store.leaseQueue(clock(), { owner, limit, leaseMs: LEASE_MS });
      for (const entry of entries) take(entry);
      if (entries.length > 0) mustLookAgain = true;
    }
  }

  async function isAnythingDue(): Promise<boolean> {
    const dueAt = await store.nextDueAt();
    return dueAt !== null && dueAt <= clock();
  }

  function take(entry: QueueEntry): void {
    const work = attempt(entry).finally(() => {
      inHand.delete(work);
      if (state === 'running') wake();
    });
    inHand.add(work);
  }

  async function attempt(entry: QueueEntry): Promise<void> {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(MAX_ATTEMPT_MS)]);
    try {
      await processEntry(entry, context, signal);
    } catch (error) {
      // The lease runs out and the entry is tried again.
      logger.error(
        { err: error, traceId: entry.traceId, queueId: entry.id },
        'queue entry could not be settled',
      );
    }
  }

  /** Looks now and sleeps until the next entry is due. */
  function wake(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    lookAndPlan().catch((error: unknown) => {
      logger.error({ err: error }, 'queue could not be read');
      sleep(RETRY_AFTER_STORE_FAILURE_MS);
    });
  }

  async function lookAndPlan(): Promise<void> {
    await look();
    // With full hands the next finished entry wakes us.
    if (inHand.size >= MAX_ENTRIES_IN_HAND) return;
    const dueAt = await store.nextDueAt();
    if (dueAt) sleep(Math.max(MIN_SLEEP_MS, dueAt.getTime() - clock().getTime()));
  }

  function sleep(delayMs: number): void {
    if (state !== 'running') return;
    if (timer) clearTimeout(timer);
    timer = setTimeout(wake, Math.min(delayMs, MAX_SLEEP_MS)).unref();
  }

  return {
    start() {
      if (state !== 'idle') return;
      state = 'running';
      unsubscribe = bus.subscribe((event) => {
        if (event.kind === 'queue') wake();
      });
      wake();
    },

    async stop({ graceMs } = { graceMs: 10_000 }) {
      state = 'stopped';
      unsubscribe?.();
      if (timer) clearTimeout(timer);
      await looking?.catch((error: unknown) => logger.error({ err: error }, 'queue could not be read'));
      const interrupt = setTimeout(() => stopping.abort(new Error('shutting down')), graceMs);
      await Promise.all(inHand);
      clearTimeout(interrupt);
      pool.close();
    },

    async runDue() {
      await look();
      while (inHand.size > 0) {
        await Promise.all(inHand);
        await look();
      }
    },
  };
}
