import { ArgumentError, id, isObject, mapOf, type JsonObject } from './arguments.ts';
import { JMAP_LIMITS, MAX_JSON_DEPTH } from './limits.ts';
import { CORE, MAIL, SUBMISSION } from './session-resource.ts';
import type { CreationId, Id, Invocation, ProblemDetails } from './types.ts';

/** A request whose form is right; its calls are not looked at yet. RFC 8620 §3.3. */
export interface ParsedRequest {
  readonly using: ReadonlySet<string>;
  readonly methodCalls: readonly Invocation[];
  readonly createdIds: Map<CreationId, Id> | null;
}

const CAPABILITIES: ReadonlySet<string> = new Set([CORE, MAIL, SUBMISSION]);

/** Reads the body of a request, or says why it is none. RFC 8620 §3.6.1. */
export function parseRequest(body: unknown): ParsedRequest | ProblemDetails {
  if (!isObject(body) || isDeeperThan(body, MAX_JSON_DEPTH))
    return notRequest('The body is no Request object.');
  const { using, methodCalls, createdIds } = body;
  if (!Array.isArray(using) || !using.every((name) => typeof name === 'string')) {
    return notRequest('using must be an array of capability names.');
  }
  if (!Array.isArray(methodCalls) || !methodCalls.every(isInvocation)) {
    return notRequest('methodCalls must be an array of [name, arguments, id].');
  }
  const created = createdIds === undefined || createdIds === null ? null : parseCreatedIds(createdIds);
  if (created instanceof ArgumentError) return notRequest(created.message);
  const unknown = using.find((name) => !CAPABILITIES.has(name));
  if (unknown !== undefined) {
    const detail = 'A capability in using is not supported here.';
    return { type: 'urn:ietf:params:jmap:error:unknownCapability', status: 400, detail };
  }
  if (methodCalls.length > JMAP_LIMITS.maxCallsInRequest) return limitProblem('maxCallsInRequest');
  return { using: new Set(using), methodCalls, createdIds: created };
}

function isInvocation(value: unknown): value is Invocation {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [name, args, callId] = value as unknown[];
  return typeof name === 'string' && isObject(args) && typeof callId === 'string';
}

function parseCreatedIds(value: unknown): Map<CreationId, Id> | ArgumentError {
  try {
    return mapOf(id)(value, 'createdIds');
  } catch (error) {
    if (error instanceof ArgumentError) return error;
    throw error;
  }
}

function notRequest(detail: string): ProblemDetails {
  return { type: 'urn:ietf:params:jmap:error:notRequest', status: 400, detail };
}

export function notJson(): ProblemDetails {
  return { type: 'urn:ietf:params:jmap:error:notJSON', status: 400, detail: 'The body is not JSON.' };
}

export function limitProblem(limit: keyof typeof JMAP_LIMITS): ProblemDetails {
  const status = limit === 'maxSizeRequest' ? 413 : limit === 'maxCallsInRequest' ? 400 : 429;
  return {
    type: 'urn:ietf:params:jmap:error:limit',
    status,
    limit,
    detail: `${limit} is ${JMAP_LIMITS[limit]}.`,
  };
}

/** Walks without recursion, since the depth is the peer's choice. */
function isDeeperThan(root: JsonObject, maxDepth: number): boolean {
  let level: object[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return true;
    level = level.flatMap((value) =>
      Object.values(value).filter((child) => typeof child === 'object' && child !== null),
    );
  }
  return false;
}
