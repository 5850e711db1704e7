import { resolveReferences } from './back-references.ts';
import type { RequestContext } from './context.ts';
import { MethodFailure, toMethodError } from './errors.ts';
import type { Method, Reply } from './method.ts';
import { METHODS } from './methods/index.ts';
import type { ParsedRequest } from './request.ts';
import type { Invocation, MethodError } from './types.ts';

const BY_NAME: ReadonlyMap<string, Method> = new Map(METHODS.map((method) => [method.name, method]));

/** Runs the calls of a request in order; a call that fails does not stop the next. RFC 8620 §3.4, §3.6.2. */
export async function runCalls(context: RequestContext, request: ParsedRequest): Promise<Invocation[]> {
  const responses: Invocation[] = [];
  for (const call of request.methodCalls) {
    if (context.signal.aborted) break;
    const replies = await runCall(context, request.using, call, responses);
    for (const [name, args] of replies) responses.push([name, args as Invocation[1], call[2]]);
  }
  return responses;
}

async function runCall(
  context: RequestContext,
  using: ReadonlySet<string>,
  [name, args]: Invocation,
  responses: readonly Invocation[],
): Promise<Reply[]> {
  try {
    const method = BY_NAME.get(name);
    if (!method || !using.has(method.capability)) throw new MethodFailure('unknownMethod');
    return await method.run(context, resolveReferences(args, responses));
  } catch (error) {
    if (context.signal.aborted) return [['error', { type: 'serverUnavailable' } satisfies MethodError]];
    return [['error', toMethodError(error) ?? bug(context, name, error)]];
  }
}

function bug(context: RequestContext, method: string, error: unknown): MethodError {
  context.logger.error({ err: error, method }, 'bug: a JMAP method threw');
  return { type: 'serverFail', description: 'Something went wrong on our side.' };
}
