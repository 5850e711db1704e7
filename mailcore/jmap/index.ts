import type { Account } from '../model/account.ts';
import type { AccountId } from '../model/ids.ts';
import { MailboxCache } from '../store/mailbox-cache.ts';
import { download, type Download } from './blobs/download.ts';
import { upload } from './blobs/upload.ts';
import type { JmapServices, RequestContext } from './context.ts';
import { runCalls } from './dispatch.ts';
import { ByteBudget } from './email/byte-budget.ts';
import { FactReader } from './email/facts.ts';
import { QueryResults } from './email/results.ts';
import { CachedRows } from './email/rows.ts';
import { JMAP_LIMITS, MAX_CONTENT_BYTES_IN_REQUEST } from './limits.ts';
import { ThreadCounter } from './mailbox/thread-counts.ts';
import { parsePushTypes, stateChange, subscribeStateChanges, watchSignIn } from './push.ts';
import { limitProblem, notJson, parseRequest } from './request.ts';
import { sessionResource, sessionState, type SessionUrls } from './session-resource.ts';
import type {
  Id,
  JmapResponse,
  ProblemDetails,
  SessionResource,
  StateChange,
  TypeName,
  UploadResponse,
} from './types.ts';

export type { Download, SessionUrls };

export interface JmapDependencies extends Omit<JmapServices, 'rows' | 'facts' | 'results' | 'threadCounts'> {
  /** The thread's mailbox cache, shared with its other protocols; one of our own when absent. */
  readonly cache?: MailboxCache;
}

/** JMAP without HTTP: what server/routes/jmap.ts puts on the wire. RFC 8620, RFC 8621. */
export interface Jmap {
  sessionResource(account: Account, urls: SessionUrls): SessionResource;
  /**
   * Runs a request; `body` is its parsed JSON. Method failures are part of the response, so it rejects only for a bug.
   * An aborted `signal` ends it between calls.
   */
  handle(account: Account, body: unknown, options?: HandleOptions): Promise<JmapResponse | ProblemDetails>;
  /** The answer to a request that was refused before it was read: `notJSON`, or the name of a limit. RFC 8620 §3.6.1. */
  refuse(reason: 'notJSON' | keyof typeof JMAP_LIMITS): ProblemDetails;
  /** Throws `messageTooLarge`, `overQuota`. RFC 8620 §6.1. */
  upload(
    account: Account,
    chunks: AsyncIterable<Buffer>,
    type: string,
  ): Promise<UploadResponse | ProblemDetails>;
  /** null when the account has nothing of that name. RFC 8620 §6.2. */
  download(account: Account, blobId: Id, signal?: AbortSignal): Promise<Download | null>;
  /** `Email,Mailbox` or `*` as push types; null when one is unknown. RFC 8620 §7.3. */
  parsePushTypes(names: string): readonly TypeName[] | null;
  /** Calls `onStateChange` after each commit that changed one of `types`. Returns the way to stop. RFC 8620 §7. */
  subscribe(
    account: Account,
    types: readonly TypeName[],
    onStateChange: (change: StateChange) => void,
  ): () => void;
  /** Where the account stands now: its state string, and the push object that says so for `types`. */
  currentState(account: Account, types: readonly TypeName[]): Promise<{ state: string; change: StateChange }>;
  /** Calls `onEnd` when the session ended or the account changed: the client must sign in again. Returns the way to stop. */
  watchSignIn(account: Account, sessionIdHash: string | null, onEnd: () => void): () => void;
  readonly limits: typeof JMAP_LIMITS;
}

export interface HandleOptions {
  readonly signal?: AbortSignal;
  /** Where the client is: for the Received field of what it submits. */
  readonly remoteAddress?: string;
}

/** JMAP over a store. One per process or thread. */
export function createJmap(dependencies: JmapDependencies): Jmap {
  const { config, store, bus, cache = new MailboxCache(store) } = dependencies;
  const rows = new CachedRows(store, cache);
  const services: JmapServices = {
    ...dependencies,
    rows,
    facts: new FactReader(store),
    results: new QueryResults(),
    threadCounts: new ThreadCounter(rows),
  };
  const requests = new Concurrency(JMAP_LIMITS.maxConcurrentRequests);
  const uploads = new Concurrency(JMAP_LIMITS.maxConcurrentUpload);
  const never = new AbortController().signal;

  async function handle(
    account: Account,
    body: unknown,
    options: HandleOptions,
  ): Promise<JmapResponse | ProblemDetails> {
    const request = parseRequest(body);
    if ('status' in request) return request;
    const context: RequestContext = {
      ...services,
      account,
      createdIds: request.createdIds ?? new Map<string, Id>(),
      signal: options.signal ?? never,
      remoteAddress: options.remoteAddress ?? '',
      budget: new ByteBudget(MAX_CONTENT_BYTES_IN_REQUEST),
    };
    const methodResponses = await runCalls(context, request);
    const response: JmapResponse = { methodResponses, sessionState: sessionState(account, config) };
    // RFC 8620 §3.4: only when the client gave some.
    return request.createdIds
      ? { ...response, createdIds: Object.fromEntries(context.createdIds) }
      : response;
  }

  return {
    limits: JMAP_LIMITS,
    sessionResource: (account, urls) => sessionResource(config, account, urls),
    handle: (account, body, options = {}) =>
      requests.run(account.id, () => handle(account, body, options), limitProblem('maxConcurrentRequests')),
    refuse: (reason) => (reason === 'notJSON' ? notJson() : limitProblem(reason)),
    upload: (account, chunks, type) =>
      uploads.run(
        account.id,
        () => upload(services, account, chunks, type),
        limitProblem('maxConcurrentUpload'),
      ),
    download: (account, blobId, signal) => download(services, account, blobId, signal),
    parsePushTypes,
    subscribe: (account, types, onStateChange) => subscribeStateChanges(bus, account, types, onStateChange),
    async currentState(account, types) {
      const modseq = await store.accountModseq(account.id);
      return { state: String(modseq), change: stateChange(account, types, modseq) };
    },
    watchSignIn: (account, sessionIdHash, onEnd) => watchSignIn(bus, account, sessionIdHash, onEnd),
  };
}

/** How many things of one kind an account does at once. */
class Concurrency {
  readonly #limit: number;
  readonly #running = new Map<AccountId, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Runs `work`, or answers `refusal` when the account has its hands full. */
  async run<T, R>(accountId: AccountId, work: () => Promise<T>, refusal: R): Promise<T | R> {
    const running = this.#running.get(accountId) ?? 0;
    if (running >= this.#limit) return refusal;
    this.#running.set(accountId, running + 1);
    try {
      return await work();
    } finally {
      const left = this.#running.get(accountId)! - 1;
      if (left === 0) this.#running.delete(accountId);
      else this.#running.set(accountId, left);
    }
  }
}
