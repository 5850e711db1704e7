import type { Account } from '../model/account.ts';
import type { AccountId } from '../model/ids.ts';
import { MailboxAccess } from '../store/access/mailbox-access.ts';
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
import { parsePushTypes, stateChange, subscribeStateChanges, watchSignIn, withSharedStates } from './push.ts';
import { limitProblem, notJson, parseRequest } from './request.ts';
import { sessionResource, sessionState, type SessionUrls } from './session-resource.ts';
import { readSharedAccounts } from './shared-accounts.ts';
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
  sessionResource(account: Account, urls: SessionUrls): Promise<SessionResource>;
  /**
   * Runs a request; `body` is its parsed JSON. Method failures are part of the response, so it rejects only for a bug.
   * An aborted `signal` ends it between calls.
   */
  handle(account: Account, body: unknown, options?: HandleOptions): Promise<JmapResponse | ProblemDetails>;
  /** The answer to a request that was refused before it was read: `notJSON`, or the name of a limit. RFC 8620 §3.6.1. */
  refuse(reason: 'notJSON' | keyof typeof JMAP_LIMITS): ProblemDetails;
  /** For `accountId`, the account's own when absent. Throws `messageTooLarge`, `overQuota`, `accountNotFound`. RFC 8620 §6.1. */
  upload(
    account: Account,
    chunks: AsyncIterable<Buffer>,
    type: string,
    accountId?: Id,
  ): Promise<UploadResponse | ProblemDetails>;
  /** From `accountId`, the account's own when absent; null when there is nothing of that name for it. RFC 8620 §6.2. */
  download(account: Account, blobId: Id, accountId?: Id): Promise<Download | null>;
  /** `Email,Mailbox` or `*` as push types; null when one is unknown. RFC 8620 §7.3. */
  parsePushTypes(names: string): readonly TypeName[] | null;
  /** Calls `onStateChange` after each commit that changed one of `types`, also in mailboxes of others that the account may see. Returns the way to stop. RFC 8620 §7. */
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
    const access = new MailboxAccess(store, account.id);
    const context: RequestContext = {
      ...services,
      user: account,
      account,
      access,
      mail: access.storeOf(account.id),
      createdIds: request.createdIds ?? new Map<string, Id>(),
      signal: options.signal ?? never,
      remoteAddress: options.remoteAddress ?? '',
      budget: new ByteBudget(MAX_CONTENT_BYTES_IN_REQUEST),
    };
    const methodResponses = await runCalls(context, request);
    const response: JmapResponse = { methodResponses, sessionState: await stateOf(account) };
    // RFC 8620 §3.4: only when the client gave some.
    return request.createdIds
      ? { ...response, createdIds: Object.fromEntries(context.createdIds) }
      : response;
  }

  async function stateOf(account: Account): Promise<string> {
    return sessionState(account, config, await readSharedAccounts(store, account));
  }

  return {
    limits: JMAP_LIMITS,
    sessionResource: async (account, urls) =>
      sessionResource(config, account, await readSharedAccounts(store, account), urls),
    handle: (account, body, options = {}) =>
      requests.run(account.id, () => handle(account, body, options), limitProblem('maxConcurrentRequests')),
    refuse: (reason) => (reason === 'notJSON' ? notJson() : limitProblem(reason)),
    upload: (account, chunks, type, accountId) =>
      uploads.run(
        account.id,
        () => upload(services, account, chunks, type, accountId),
        limitProblem('maxConcurrentUpload'),
      ),
    download: (account, blobId, accountId) => download(services, account, blobId, accountId),
    parsePushTypes,
    subscribe: (account, types, onStateChange) =>
      subscribeStateChanges(services, account, types, onStateChange),
    async currentState(account, types) {
      const modseq = await store.accountModseq(account.id);
      const change = stateChange(account.id, types, modseq);
      return { state: String(modseq), change: await withSharedStates(store, account, types, change) };
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
