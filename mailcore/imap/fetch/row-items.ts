import type { MailboxRows } from '../../model/email.ts';
import { formatDateTime } from '../wire/date-time.ts';
import { formatFlags } from '../wire/flags.ts';
import type { RowItem } from './plan.ts';

type Render = (rows: MailboxRows, row: number) => string;

const RENDERERS: Readonly<Record<RowItem, Render>> = {
  uid: ({ uids }, row) => `UID ${uids[row]}`,
  flags: ({ flags, deleted, custom }, row) =>
    `FLAGS ${formatFlags(flags[row] as number, deleted[row] as number, custom.get(row))}`,
  size: ({ sizes }, row) => `RFC822.SIZE ${sizes[row]}`,
  internalDate: ({ receivedAt }, row) => `INTERNALDATE ${formatDateTime(receivedAt[row] as number)}`,
  modseq: ({ modseqs }, row) => `MODSEQ (${modseqs[row]})`,
};

/** A function that prints these items of one row, space-separated, from the mailbox columns alone. */
export function rowRenderer(items: readonly RowItem[]): Render {
  const [first, second, ...others] = items.map((item) => RENDERERS[item]);
  if (first === undefined) return () => '';
  if (second === undefined) return first;
  if (others.length === 0) return (rows, row) => `${first(rows, row)} ${second(rows, row)}`;
  const all = [first, second, ...others];
  return (rows, row) => all.map((render) => render(rows, row)).join(' ');
}
