import type {
  Id,
  Invocation,
  JmapMethods,
  MethodName,
  ResultReference,
} from '../../../mailcore/jmap/types.ts';

/** `#ids` beside `ids`: any argument may be the result of an earlier call of the same request. RFC 8620 §3.7. */
export type Arguments<M extends MethodName> = {
  [K in keyof Omit<JmapMethods[M]['request'], 'accountId'>]?: Omit<JmapMethods[M]['request'], 'accountId'>[K];
} & {
  accountId?: Id;
} & { [reference: `#${string}`]: ResultReference };

export type Response<M extends MethodName> = JmapMethods[M]['response'];

/** A method call on its way: await it for the response, or refer to its result from a later call of the same task. */
export class Call<M extends MethodName = MethodName> implements PromiseLike<Response<M>> {
  readonly invocation: Invocation;
  readonly answer: Promise<Response<M>>;
  resolve!: (response: Response<M>) => void;
  reject!: (error: unknown) => void;

  constructor(method: M, args: Record<string, unknown>, callId: string) {
    this.invocation = [method, args, callId];
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // A call whose result only feeds a reference is awaited by nobody; its failure shows in the call that refers to it.
    this.answer.catch(() => undefined);
  }

  /** `path` as in `/ids` or `/list/*\/threadId`. RFC 8620 §3.7. */
  ref(path: string): ResultReference {
    const [name, , resultOf] = this.invocation;
    return { resultOf, name, path };
  }

  then<A = Response<M>, B = never>(
    onFulfilled?: ((value: Response<M>) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.answer.then(onFulfilled, onRejected);
  }
}

/**
 * Cuts calls into requests of at most `maxCalls`, in order. A call never parts from the one it refers to; a family of references larger
 * than `maxCalls` goes out whole for the server to refuse.
 */
export function splitIntoRequests(calls: readonly Call[], maxCalls: number): Call[][] {
  const requests: Call[][] = [];
  for (const family of families(calls)) {
    const last = requests.at(-1);
    if (last && last.length + family.length <= maxCalls) last.push(...family);
    else requests.push([...family]);
  }
  return requests;
}

function families(calls: readonly Call[]): Call[][] {
  const familyOf = new Map<string, Call[]>();
  for (const call of calls) {
    const [, args] = call.invocation;
    const joined = new Set(references(args).map(({ resultOf }) => familyOf.get(resultOf) ?? []));
    const family = [...[...joined].flat(), call];
    for (const member of family) familyOf.set(member.invocation[2], family);
  }
  return [...new Set(familyOf.values())];
}

function references(args: Record<string, unknown>): ResultReference[] {
  return Object.entries(args).flatMap(([name, value]) =>
    name.startsWith('#') ? [value as ResultReference] : [],
  );
}

const REPEATABLE = /\/(?:get|query|changes|queryChanges|parse|echo)$/;

/**
 * Whether sending the calls twice does no more than sending them once, so that a request whose answer was lost may be repeated: reads, and
 * patches and removals without a condition on the state.
 */
export function isRepeatable(calls: readonly Call[]): boolean {
  return calls.every(({ invocation: [method, args] }) => {
    if (REPEATABLE.test(method)) return true;
    if (!method.endsWith('/set')) return false;
    return args['ifInState'] == null && Object.keys((args['create'] as object | null) ?? {}).length === 0;
  });
}
