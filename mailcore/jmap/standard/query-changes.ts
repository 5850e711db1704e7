import { MethodFailure } from '../errors.ts';
import { formatId, type IdLetter } from '../ids.ts';
import type { Id, QueryChangesResponse } from '../types.ts';

interface ChangedQuery {
  readonly accountId: Id;
  readonly letter: IdLetter;
  readonly oldState: string;
  readonly newState: number;
  /** The whole result now. */
  readonly ids: ArrayLike<number>;
  /** Records that may have left, entered or moved; and those destroyed. */
  readonly touched: ReadonlySet<number>;
  /** Touched ones that did not exist in the old state and so cannot have been in its result. */
  readonly fresh: ReadonlySet<number>;
}

interface QueryChangesArguments {
  readonly maxChanges?: number | null;
  readonly calculateTotal: boolean;
}

/**
 * Every touched record is taken out and, where it is in the result now, put back at its index: correct for mutable filters
 * and sorts too. Throws `tooManyChanges`. RFC 8620 §5.6.
 */
export function respondWithQueryChanges(
  query: ChangedQuery,
  args: QueryChangesArguments,
): QueryChangesResponse {
  const { ids, letter, touched, fresh } = query;
  const added: QueryChangesResponse['added'] = [];
  for (let index = 0; index < ids.length; index += 1) {
    const number = ids[index]!;
    if (touched.has(number)) added.push({ id: formatId(letter, number as never), index });
  }
  const removed = [...touched].filter((number) => !fresh.has(number));
  if (
    args.maxChanges !== undefined &&
    args.maxChanges !== null &&
    added.length + removed.length > args.maxChanges
  ) {
    throw new MethodFailure('tooManyChanges');
  }
  const response: QueryChangesResponse = {
    accountId: query.accountId,
    oldQueryState: query.oldState,
    newQueryState: String(query.newState),
    removed: removed.map((number) => formatId(letter, number as never)),
    added,
  };
  if (args.calculateTotal) response.total = ids.length;
  return response;
}
