import type { MailboxRows } from '../../model/email.ts';
import { lowerBound } from '../view/lower-bound.ts';
import { objectNumber } from '../mailboxes/object-ids.ts';
import type { MailboxView, Positions } from '../view/view.ts';
import type { SearchKey } from '../wire/search-keys.ts';

/** Whether a message matches, from the mailbox columns alone. */
export type RowPredicate = (position: number, row: number) => boolean;

const DAY_MS = 86_400_000;

/** What a row predicate is compiled for. */
export interface RowScope {
  readonly view: MailboxView;
  readonly now: Date;
}

/** Compiles a key that the columns can answer; null when it needs the message. */
export function rowPredicate(key: SearchKey, scope: RowScope): RowPredicate | null {
  const { rows } = scope.view;
  switch (key.op) {
    case 'all':
      return () => true;
    case 'and':
      return combine(
        key.keys,
        scope,
        (predicates) => (position, row) => predicates.every((is) => is(position, row)),
      );
    case 'or':
      return combine(
        [key.left, key.right],
        scope,
        (predicates) => (position, row) => predicates.some((is) => is(position, row)),
      );
    case 'not':
      return combine(
        [key.key],
        scope,
        ([is]) =>
          (position, row) =>
            is?.(position, row) === false,
      );
    case 'sequence':
      return within(scope.view.clipSequence(key.set));
    case 'uid':
      return within(scope.view.resolveUids(key.set));
    case 'flag':
      return (_, row) => ((rows.flags[row] as number) & key.bit) !== 0;
    case 'deleted':
      return (_, row) => rows.deleted[row] === 1;
    case 'keyword':
      return (_, row) => rows.custom.get(row)?.includes(key.keyword) ?? false;
    case 'larger':
      return (_, row) => (rows.sizes[row] as number) > key.sizeBytes;
    case 'smaller':
      return (_, row) => (rows.sizes[row] as number) < key.sizeBytes;
    case 'older':
    case 'younger':
      return byAge(rows, key.op, scope.now.getTime() - key.seconds * 1000);
    case 'modseq':
      return (_, row) => (rows.modseqs[row] as number) >= key.value;
    case 'objectId':
      return byObject(rows[key.kind === 'email' ? 'emailIds' : 'threadIds'], objectNumber(key.kind, key.id));
    case 'before':
    case 'on':
    case 'since':
      if (key.of === 'saved') return null;
      return key.of === 'sent'
        ? (_, row) => isOnDay(key.op, sentClock(rows, row), key.date)
        : (_, row) => isOnDay(key.op, rows.receivedAt[row] as number, key.date);
    case 'text':
      return null;
  }
}

/** RFC 9051 §6.4.4: dates are compared by the day, time and zone apart. Both in milliseconds. */
export function isOnDay(op: 'before' | 'on' | 'since', time: number, midnight: number): boolean {
  if (op === 'before') return time < midnight;
  return time >= midnight && (op === 'since' || time < midnight + DAY_MS);
}

/** What the Date header's own clock showed, as if it were UTC; NaN, which is on no day, without one. RFC 9051 §6.4.4. */
function sentClock({ sentAt, sentOffsets }: MailboxRows, row: number): number {
  return (sentAt[row] as number) + (sentOffsets[row] as number) * 60_000;
}

function combine(
  keys: readonly SearchKey[],
  scope: RowScope,
  join: (predicates: RowPredicate[]) => RowPredicate,
): RowPredicate | null {
  const predicates = keys.map((key) => rowPredicate(key, scope));
  return predicates.includes(null) ? null : join(predicates as RowPredicate[]);
}

function within(positions: Positions): RowPredicate {
  const ends = positions.map(({ end }) => end);
  return (position) => {
    const range = positions[lowerBound(ends, position + 1)];
    return range !== undefined && range.start <= position;
  };
}

function byObject(ids: ArrayLike<number>, wanted: number | null): RowPredicate {
  return (_, row) => ids[row] === wanted;
}

/** RFC 5032 §3: OLDER is at least that old, YOUNGER at most. */
function byAge(rows: MailboxRows, op: 'older' | 'younger', limit: number): RowPredicate {
  if (op === 'older') return (_, row) => (rows.receivedAt[row] as number) <= limit;
  return (_, row) => (rows.receivedAt[row] as number) >= limit;
}
