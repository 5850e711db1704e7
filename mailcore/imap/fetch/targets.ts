import type { EmailId, Uid } from '../../model/ids.ts';
import type { MailboxView, Positions } from '../view/view.ts';

/** One message of a batch: where it stands in the client's picture, and in the rows. */
export interface Target {
  readonly position: number;
  readonly row: number;
  readonly uid: Uid;
  readonly emailId: EmailId;
}

/** Positions one by one, `size` at a time. */
export function* batches(positions: Positions, size: number): Iterable<number[]> {
  let batch: number[] = [];
  for (const { start, end } of positions) {
    for (let position = start; position < end; position++) {
      batch.push(position);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** The messages at these positions that are still there. */
export function targetsOf(view: MailboxView, positions: readonly number[]): Target[] {
  const { emailIds } = view.rows;
  const targets: Target[] = [];
  for (const position of positions) {
    const row = view.rowAt(position);
    if (row >= 0)
      targets.push({ position, row, uid: view.uidAt(position), emailId: emailIds[row] as EmailId });
  }
  return targets;
}
