import { MethodFailure } from '../errors.ts';
import { formatId, type IdLetter } from '../ids.ts';
import { MAX_QUERY_LIMIT } from '../limits.ts';
import type { Id, QueryResponse } from '../types.ts';

export interface WindowArguments {
  readonly position: number;
  readonly anchor?: Id | null;
  readonly anchorOffset: number;
  readonly limit?: number | null;
  readonly calculateTotal: boolean;
}

interface QueryResult {
  readonly accountId: Id;
  readonly state: number;
  readonly letter: IdLetter;
  /** Every id of the result, in order. */
  readonly ids: ArrayLike<number>;
  /** The number of the anchor's record; null when it cannot be one. */
  readonly anchor: number | null;
}

/** The part of a result the client asked for. Throws `anchorNotFound`. RFC 8620 §5.5. */
export function respondWithWindow(result: QueryResult, args: WindowArguments): QueryResponse {
  const { ids, letter } = result;
  const limit = Math.min(args.limit ?? MAX_QUERY_LIMIT, MAX_QUERY_LIMIT);
  const position = windowStart(result, args);
  const page = Array.prototype.slice.call(ids, position, position + limit) as number[];
  const response: QueryResponse = {
    accountId: result.accountId,
    queryState: String(result.state),
    canCalculateChanges: true,
    position: Math.min(position, ids.length),
    ids: page.map((number) => formatId(letter, number as never)),
  };
  if (args.calculateTotal) response.total = ids.length;
  const isLowered = (args.limit ?? Infinity) > MAX_QUERY_LIMIT && ids.length - position > MAX_QUERY_LIMIT;
  if (isLowered) response.limit = MAX_QUERY_LIMIT;
  return response;
}

function windowStart({ ids, anchor }: QueryResult, args: WindowArguments): number {
  if (args.anchor) {
    const index = anchor === null ? -1 : Array.prototype.indexOf.call(ids, anchor);
    if (index < 0) throw new MethodFailure('anchorNotFound');
    return Math.max(0, index + args.anchorOffset);
  }
  return args.position < 0 ? Math.max(0, ids.length + args.position) : args.position;
}
