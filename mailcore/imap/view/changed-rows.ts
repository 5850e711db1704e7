import type { MailboxRows } from '../../model/email.ts';
import type { ModSeq } from '../../model/ids.ts';

interface Changed {
  readonly since: ModSeq;
  readonly rows: readonly number[];
}

/** The last answer for each snapshot: sessions that idle on one mailbox all ask the same question. */
const answers = new WeakMap<MailboxRows, Changed>();

/** Indices of the rows that changed after `since`, ascending. */
export function rowsChangedSince(rows: MailboxRows, since: ModSeq): readonly number[] {
  const answer = answers.get(rows);
  if (answer?.since === since) return answer.rows;
  const changed: number[] = [];
  const { modseqs } = rows;
  for (let row = 0; row < modseqs.length; row++) if ((modseqs[row] as number) > since) changed.push(row);
  answers.set(rows, { since, rows: changed });
  return changed;
}
