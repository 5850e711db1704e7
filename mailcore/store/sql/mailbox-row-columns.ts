import type { MailboxRows } from '../../model/email.ts';
import type { SqlRow } from './connection.ts';
import { splitCustom } from './email-changes.ts';

/** Columns in the order of ROW_COLUMNS in statements.ts, after uid and deleted. */
export function mailboxRows(rows: readonly SqlRow[]): MailboxRows {
  const count = rows.length;
  const custom = new Map<number, readonly string[]>();
  const columns = {
    uids: new Uint32Array(count),
    emailIds: new Float64Array(count),
    threadIds: new Float64Array(count),
    modseqs: new Float64Array(count),
    receivedAt: new Float64Array(count),
    sentAt: new Float64Array(count),
    sentOffsets: new Int16Array(count),
    sizes: new Float64Array(count),
    flags: new Uint8Array(count),
    deleted: new Uint8Array(count),
    custom,
  };
  for (let i = 0; i < count; i++) {
    const row = rows[i] as SqlRow;
    columns.uids[i] = row[0] as number;
    columns.deleted[i] = row[1] as number;
    columns.emailIds[i] = row[2] as number;
    columns.threadIds[i] = row[3] as number;
    columns.modseqs[i] = row[4] as number;
    columns.receivedAt[i] = row[5] as number;
    columns.sizes[i] = row[6] as number;
    columns.flags[i] = row[7] as number;
    columns.sentAt[i] = row[9] === null ? NaN : (row[9] as number);
    columns.sentOffsets[i] = row[10] as number;
    if (row[8] !== null) custom.set(i, splitCustom(row[8] as string));
  }
  return columns;
}
