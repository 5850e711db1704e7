import type { DataType } from '../../model/change.ts';
import type { ModSeq } from '../../model/ids.ts';
import type { Changes } from '../../store/email-store.ts';
import type { RequestContext } from '../context.ts';
import { MethodFailure } from '../errors.ts';
import { MAX_QUERY_CHANGES } from '../limits.ts';
import { parseState } from './changes.ts';

/** A query's result now, and what was touched since an earlier state, both of one moment. */
export interface Touched<Result> {
  readonly result: Result;
  readonly touched: ReadonlySet<number>;
  readonly fresh: ReadonlySet<number>;
  readonly changes: Changes;
  readonly newState: ModSeq;
}

/** Rounds of reading again when somebody commits meanwhile. */
const MAX_ROUNDS = 5;

/**
 * Reads changes and result again until no commit fell between them: the indexes of /queryChanges must fit the new state.
 * Throws `cannotCalculateChanges` for more changes than worth telling, `serverUnavailable` when the account never stands still.
 */
export async function readTouched<Result>(
  context: RequestContext,
  type: DataType,
  sinceState: string,
  query: (modseq: ModSeq) => Promise<Result>,
): Promise<Touched<Result>> {
  const { mail: store, account } = context;
  const since = parseState(sinceState);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const modseq = await store.accountModseq(account.id);
    const changes = await store.changesSince(account.id, type, since, MAX_QUERY_CHANGES);
    if (changes.hasMore)
      throw new MethodFailure('cannotCalculateChanges', 'Too much has changed: query again.');
    const result = await query(modseq);
    if ((await store.accountModseq(account.id)) !== modseq) continue;
    const touched = new Set([...changes.created, ...changes.updated, ...changes.destroyed]);
    return { result, touched, fresh: new Set(changes.created), changes, newState: modseq };
  }
  throw new MethodFailure('serverUnavailable', 'The account changes too fast: try again.');
}
