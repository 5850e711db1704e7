import type {
  Id,
  JmapRequest,
  JmapResponse,
  MethodError,
  MethodName,
  ProblemDetails,
  SessionResource,
  UploadResponse,
} from '../../../mailcore/jmap/types.ts';
import { backOffMs } from './back-off.ts';
import { Call, isRepeatable, splitIntoRequests, type Arguments } from './batch.ts';
import { JmapError, type Failure } from './failure.ts';
import { uploadFile, type UploadOptions } from './upload.ts';

export type ConnectionStatus = 'online' | 'offline' | 'signedOut';

export interface JmapClientOptions {
  readonly fetch?: typeof fetch;
  /** Resolves after `ms`, or earlier when the network seems to be back. */
  readonly wait?: (ms: number) => Promise<void>;
  readonly onStatus?: (status: ConnectionStatus) => void;
}

const SESSION_URL = '/jmap/session';
const CORE = 'urn:ietf:params:jmap:core';
const MAIL = 'urn:ietf:params:jmap:mail';
const USING = [CORE, MAIL, 'urn:ietf:params:jmap:submission'];
/** RFC 8620 §2 asks servers to allow at least this many. */
const LEAST_MAX_CALLS = 16;
/** How often a repeatable request is sent again before its caller hears `offline`. */
const MAX_REPEATS = 6;

/**
 * The signed-in user's JMAP connection. Calls made in one microtask travel in one POST. Requests that may be repeated are, with growing
 * delays, while the server cannot be reached; others reject with `offline` at once. RFC 8620 §3.
 */
export class JmapClient {
  #fetch: typeof fetch;
  #wait: (ms: number) => Promise<void>;
  #onStatus: (status: ConnectionStatus) => void;
  #session: SessionResource | null = null;
  #queue: Call[] = [];
  #callCount = 0;

  constructor(options: JmapClientOptions = {}) {
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.#wait = options.wait ?? waitForNetwork;
    this.#onStatus = options.onStatus ?? (() => undefined);
  }

  get session(): SessionResource {
    if (!this.#session) throw new Error('connect() has not resolved yet');
    return this.#session;
  }

  /** The account whose mail is shown. RFC 8620 §2 `primaryAccounts`. */
  get accountId(): Id {
    return this.session.primaryAccounts[MAIL]!;
  }

  /** Reads the session resource; must resolve before the first call. */
  async connect(): Promise<SessionResource> {
    const response = await this.#send(
      () => this.#fetch(SESSION_URL, { headers: { accept: 'application/json' } }),
      true,
    );
    this.#session = (await response.json()) as SessionResource;
    return this.#session;
  }

  /** Queues one method call; `accountId` is filled in. Rejects with {@link JmapError}. */
  call<M extends MethodName>(method: M, args: Arguments<M>): Call<M> {
    this.#callCount += 1;
    const call = new Call(method, { accountId: this.accountId, ...args }, `c${this.#callCount}`);
    if (this.#queue.length === 0) queueMicrotask(() => void this.#flush());
    this.#queue.push(call as unknown as Call);
    return call;
  }

  /** Stores a file; its blob id can then be named in an Email. Aborting the signal rejects with `aborted`. RFC 8620 §6.1. */
  upload(file: Blob, options: UploadOptions = {}): Promise<UploadResponse> {
    const url = this.session.uploadUrl.replace('{accountId}', encodeURIComponent(this.accountId));
    return uploadFile(url, file, options).catch((error: unknown) => {
      if (error instanceof JmapError && error.failure.kind === 'signedOut') this.#onStatus('signedOut');
      throw error;
    });
  }

  /** Where the octets of a blob are served. RFC 8620 §6.2. */
  downloadUrl(blob: { blobId: Id | null; name?: string | null; type?: string }): string {
    const values: Record<string, string> = {
      accountId: this.accountId,
      blobId: blob.blobId ?? '',
      name: blob.name ?? 'unnamed',
      type: blob.type ?? 'application/octet-stream',
    };
    return expandTemplate(this.session.downloadUrl, values);
  }

  async #flush(): Promise<void> {
    const calls = this.#queue;
    this.#queue = [];
    const maxCalls = this.session.capabilities[CORE].maxCallsInRequest || LEAST_MAX_CALLS;
    for (const request of splitIntoRequests(calls, maxCalls)) await this.#post(request);
  }

  async #post(calls: readonly Call[]): Promise<void> {
    const body: JmapRequest = { using: USING, methodCalls: calls.map((call) => call.invocation) };
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    try {
      const response = await this.#send(() => this.#fetch(this.session.apiUrl, init), isRepeatable(calls));
      settle(calls, (await response.json()) as JmapResponse);
    } catch (error) {
      for (const call of calls) call.reject(error);
    }
  }

  async #send(attempt: () => Promise<Response>, isSafeToRepeat: boolean): Promise<Response> {
    for (let repeats = 0; ; repeats += 1) {
      const outcome = await this.#try(attempt);
      if (outcome.response) return outcome.response;
      const mayRepeat = repeats < MAX_REPEATS && (isSafeToRepeat || outcome.isUntouched);
      if (!mayRepeat) throw new JmapError(outcome.failure, outcome.cause);
      await this.#wait(outcome.retryAfterMs ?? backOffMs(repeats));
    }
  }

  async #try(attempt: () => Promise<Response>): Promise<Attempt> {
    let response: Response;
    try {
      response = await attempt();
    } catch (cause) {
      this.#onStatus('offline');
      return { failure: { kind: 'offline' }, isUntouched: false, cause };
    }
    if (response.ok) {
      this.#onStatus('online');
      return { response };
    }
    if (response.status === 401) {
      this.#onStatus('signedOut');
      throw new JmapError({ kind: 'signedOut' });
    }
    return await this.#refusal(response);
  }

  async #refusal(response: Response): Promise<Attempt> {
    const { status } = response;
    if (BUSY.has(status)) {
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
      const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : undefined;
      // A gateway that could not reach the server may have delivered the request; 429 and 503 mean it was not run.
      return {
        failure: { kind: 'http', status },
        isUntouched: status === 429 || status === 503,
        retryAfterMs,
      };
    }
    const problem = await problemOf(response);
    throw new JmapError(problem ? { kind: 'request', problem } : { kind: 'http', status });
  }
}

type Attempt =
  | { readonly response: Response }
  | {
      readonly response?: undefined;
      readonly failure: Failure;
      readonly isUntouched: boolean;
      readonly retryAfterMs?: number | undefined;
      readonly cause?: unknown;
    };

const BUSY = new Set([429, 502, 503, 504]);

function settle(calls: readonly Call[], { methodResponses }: JmapResponse): void {
  for (const call of calls) {
    const [method, , callId] = call.invocation;
    // EmailSubmission/set is followed by the answer of its implicit Email/set under the same id. RFC 8621 §7.5.
    const answer = methodResponses.find(
      ([name, , id]) => id === callId && (name === method || name === 'error'),
    );
    if (!answer) call.reject(new JmapError({ kind: 'method', method, error: { type: 'serverPartialFail' } }));
    else if (answer[0] === 'error') {
      call.reject(new JmapError({ kind: 'method', method, error: answer[1] as unknown as MethodError }));
    } else call.resolve(answer[1] as never);
  }
}

async function problemOf(response: Response): Promise<ProblemDetails | null> {
  if (!response.headers.get('content-type')?.includes('json')) return null;
  const body = (await response.json()) as Partial<ProblemDetails>;
  return body.type?.startsWith('urn:ietf:params:jmap:error:') ? (body as ProblemDetails) : null;
}

/** The simple `{name}` expressions of RFC 6570 §3.2.2. */
export function expandTemplate(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

function waitForNetwork(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener('online', done);
  });
}
