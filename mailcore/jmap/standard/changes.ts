import type { DataType } from '../../model/change.ts';
import type { ModSeq } from '../../model/ids.ts';
import type { Changes } from '../../store/email-store.ts';
import type { RequestContext } from '../context.ts';
import { MethodFailure } from '../errors.ts';
import { formatId, parseIdNumber, type IdLetter } from '../ids.ts';
import type { ChangesResponse } from '../types.ts';

/** Ids in one answer when the client names no number. */
const DEFAULT_MAX_CHANGES = 5_000;

/** The modseq a state string stands for. Throws `cannotCalculateChanges` when it was never one of ours. */
export function parseState(state: string): ModSeq {
  const modseq = state === '0' ? 0 : parseIdNumber(state);
  if (modseq === null) throw new MethodFailure('cannotCalculateChanges', 'This state is unknown.');
  return modseq as ModSeq;
}

/** The account's state now; throws `stateMismatch` when `ifInState` names another. RFC 8620 §5.3. */
export async function requireState(
  context: RequestContext,
  ifInState: string | null | undefined,
): Promise<ModSeq> {
  const modseq = await context.mail.accountModseq(context.account.id);
  if (ifInState !== undefined && ifInState !== null && ifInState !== String(modseq)) {
    throw new MethodFailure('stateMismatch');
  }
  return modseq;
}

interface ChangesArguments {
  readonly sinceState: string;
  readonly maxChanges?: number | null;
}

/** The changes of one type and the response that tells of them. RFC 8620 §5.2. */
export async function readChanges(
  context: RequestContext,
  type: DataType,
  letter: IdLetter,
  { sinceState, maxChanges }: ChangesArguments,
): Promise<{ changes: Changes; response: ChangesResponse }> {
  if (maxChanges === 0)
    throw new MethodFailure('invalidArguments', 'maxChanges must be above 0.', ['maxChanges']);
  const since = parseState(sinceState);
  const max = Math.min(maxChanges ?? DEFAULT_MAX_CHANGES, DEFAULT_MAX_CHANGES);
  const changes = await context.mail.changesSince(context.account.id, type, since, max);
  const format = (numbers: readonly number[]): string[] =>
    numbers.map((number) => formatId(letter, number as never));
  const response: ChangesResponse = {
    accountId: formatId('a', context.account.id),
    oldState: sinceState,
    newState: String(changes.newState),
    hasMoreChanges: changes.hasMore,
    created: format(changes.created),
    updated: format(changes.updated),
    destroyed: format(changes.destroyed),
  };
  return { changes, response };
}
