import type { MailboxRows } from '../model/email.ts';
import type { AccountId } from '../model/ids.ts';

/** Rows of a mailbox with room to grow: appending writes behind what earlier views show. */
export interface RowBuffer {
  readonly accountId: AccountId;
  readonly columns: Columns;
  readonly count: number;
  readonly sizeBytes: number;
}

interface Columns {
  readonly uids: Uint32Array;
  readonly emailIds: Float64Array;
  readonly threadIds: Float64Array;
  readonly modseqs: Float64Array;
  readonly receivedAt: Float64Array;
  readonly sentAt: Float64Array;
  readonly sentOffsets: Int16Array;
  readonly sizes: Float64Array;
  readonly flags: Uint8Array;
  readonly deleted: Uint8Array;
  readonly custom: Map<number, readonly string[]>;
}

const ROW_BYTES = 4 + 6 * 8 + 2 + 2;
const CUSTOM_BYTES = 100;

export function rowBuffer(accountId: AccountId, rows: MailboxRows): RowBuffer {
  const columns = allocate(capacityFor(rows.uids.length));
  for (let i = 0; i < rows.uids.length; i++) copyRow(rows, i, columns, i);
  return buffer(accountId, columns, rows.uids.length);
}

/** The rows as they are; later appends do not show in it. */
export function viewOf({ columns, count }: RowBuffer): MailboxRows {
  return {
    uids: columns.uids.subarray(0, count),
    emailIds: columns.emailIds.subarray(0, count),
    threadIds: columns.threadIds.subarray(0, count),
    modseqs: columns.modseqs.subarray(0, count),
    receivedAt: columns.receivedAt.subarray(0, count),
    sentAt: columns.sentAt.subarray(0, count),
    sentOffsets: columns.sentOffsets.subarray(0, count),
    sizes: columns.sizes.subarray(0, count),
    flags: columns.flags.subarray(0, count),
    deleted: columns.deleted.subarray(0, count),
    custom: columns.custom,
  };
}

/** Adds rows in place, or returns null when any of them is not new, something vanished or there is no room. */
export function appendRows(into: RowBuffer, rows: MailboxRows, vanished: Uint32Array): RowBuffer | null {
  const { columns, count } = into;
  const added = rows.uids.length;
  const lastUid = count === 0 ? 0 : (columns.uids[count - 1] ?? 0);
  const isBehind = added > 0 && (rows.uids[0] ?? 0) > lastUid;
  if (vanished.length > 0 || !isBehind || count + added > columns.uids.length) return null;
  for (let i = 0; i < added; i++) copyRow(rows, i, columns, count + i);
  return buffer(into.accountId, columns, count + added);
}

/** New columns with changed rows replaced, new ones added and vanished ones left out. Both sides ascend by uid. */
export function mergeRows(from: RowBuffer, rows: MailboxRows, vanished: Uint32Array): RowBuffer {
  const gone = new Set(vanished);
  const old = from.columns;
  const columns = allocate(capacityFor(from.count + rows.uids.length));
  let count = 0;
  let i = 0;
  let j = 0;
  while (i < from.count || j < rows.uids.length) {
    const oldUid = i < from.count ? (old.uids[i] ?? Infinity) : Infinity;
    const newUid = j < rows.uids.length ? (rows.uids[j] ?? Infinity) : Infinity;
    if (oldUid < newUid) {
      if (!gone.has(oldUid)) copyRow(old, i, columns, count++);
      i++;
    } else {
      if (oldUid === newUid) i++;
      copyRow(rows, j++, columns, count++);
    }
  }
  return buffer(from.accountId, columns, count);
}

/** Emails of several mailboxes, each once, ascending by id, without UIDs. */
export function joinMailboxes(mailboxes: readonly MailboxRows[]): MailboxRows {
  const places = new Map<number, { from: MailboxRows; row: number }>();
  for (const from of mailboxes)
    for (const [row, id] of from.emailIds.entries()) places.set(id, { from, row });
  const columns = allocate(places.size);
  const ids = Float64Array.from(places.keys()).sort();
  for (const [row, id] of ids.entries()) {
    const place = places.get(id);
    if (place) copyRow(place.from, place.row, columns, row);
    columns.uids[row] = 0;
    columns.deleted[row] = 0;
  }
  return columns;
}

function buffer(accountId: AccountId, columns: Columns, count: number): RowBuffer {
  const sizeBytes = columns.uids.length * ROW_BYTES + columns.custom.size * CUSTOM_BYTES;
  return { accountId, columns, count, sizeBytes };
}

function capacityFor(count: number): number {
  return count + (count >> 3) + 64;
}

function allocate(capacity: number): Columns {
  return {
    uids: new Uint32Array(capacity),
    emailIds: new Float64Array(capacity),
    threadIds: new Float64Array(capacity),
    modseqs: new Float64Array(capacity),
    receivedAt: new Float64Array(capacity),
    sentAt: new Float64Array(capacity),
    sentOffsets: new Int16Array(capacity),
    sizes: new Float64Array(capacity),
    flags: new Uint8Array(capacity),
    deleted: new Uint8Array(capacity),
    custom: new Map(),
  };
}

function copyRow(from: MailboxRows, i: number, to: Columns, j: number): void {
  to.uids[j] = from.uids[i] ?? 0;
  to.emailIds[j] = from.emailIds[i] ?? 0;
  to.threadIds[j] = from.threadIds[i] ?? 0;
  to.modseqs[j] = from.modseqs[i] ?? 0;
  to.receivedAt[j] = from.receivedAt[i] ?? 0;
  to.sentAt[j] = from.sentAt[i] ?? NaN;
  to.sentOffsets[j] = from.sentOffsets[i] ?? 0;
  to.sizes[j] = from.sizes[i] ?? 0;
  to.flags[j] = from.flags[i] ?? 0;
  to.deleted[j] = from.deleted[i] ?? 0;
  const custom = from.custom.get(i);
  if (custom) to.custom.set(j, custom);
}
