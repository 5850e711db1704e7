import type { Submission } from '../../store/submission-store.ts';
import {
  id,
  listOf,
  oneOf,
  utcDate,
  type Check,
  type CheckedComparator,
  type JsonObject,
} from '../arguments.ts';
import type { RequestContext } from '../context.ts';
import { MethodFailure } from '../errors.ts';
import { formatId, type IdLetter } from '../ids.ts';
import { matchesFilter, parseFilter } from '../standard/filter.ts';

interface SubmissionQueryArguments {
  readonly filter?: JsonObject | null;
  readonly sort: readonly CheckedComparator[];
}

type Test = (submission: Submission) => boolean;
type Compare = (left: Submission, right: Submission) => number;

/** Ids of the submissions that match, in order. Throws `unsupportedFilter`, `unsupportedSort`, `invalidArguments`. RFC 8621 §7.3. */
export async function querySubmissions(
  context: RequestContext,
  args: SubmissionQueryArguments,
): Promise<number[]> {
  const filter = parseFilter<Test>(args.filter, CHECKS);
  const compare = parseSort(args.sort);
  const all = await context.store.listSubmissions(context.account.id);
  return all
    .filter((submission) => matchesFilter(filter, submission))
    .toSorted(compare)
    .map((submission) => submission.id);
}

function among<Letter extends IdLetter>(
  letter: Letter,
  numberOf: (submission: Submission) => number,
): Check<Test> {
  return (value, path) => {
    const wanted = new Set(listOf(id)(value, path));
    return (submission) => wanted.has(formatId(letter, numberOf(submission) as never));
  };
}

const CHECKS: Readonly<Record<string, Check<Test>>> = {
  identityIds: among('i', ({ identityId }) => identityId),
  emailIds: among('e', ({ emailId }) => emailId),
  threadIds: among('t', ({ threadId }) => threadId),
  undoStatus(value, path) {
    const wanted = oneOf(['pending', 'final', 'canceled'])(value, path);
    return ({ undoStatus }) => undoStatus === wanted;
  },
  before(value, path) {
    const date = utcDate(value, path);
    return ({ sendAt }) => sendAt < date;
  },
  after(value, path) {
    const date = utcDate(value, path);
    return ({ sendAt }) => sendAt >= date;
  },
};

const COMPARE: ReadonlyMap<string, Compare> = new Map<string, Compare>([
  ['emailId', (left, right) => left.emailId - right.emailId],
  ['threadId', (left, right) => left.threadId - right.threadId],
  ['sentAt', (left, right) => left.sendAt.getTime() - right.sendAt.getTime()],
  ['sendAt', (left, right) => left.sendAt.getTime() - right.sendAt.getTime()],
]);

function parseSort(comparators: readonly CheckedComparator[]): Compare {
  const orders = comparators.map(({ property, isAscending }) => {
    const compare = COMPARE.get(property);
    if (!compare) throw new MethodFailure('unsupportedSort');
    return isAscending ? compare : (left: Submission, right: Submission) => compare(right, left);
  });
  return (left, right) =>
    orders.map((compare) => compare(left, right)).find((step) => step !== 0) ?? left.id - right.id;
}
