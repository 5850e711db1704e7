import type { MailboxRows } from '../../model/email.ts';
import type { Uid } from '../../model/ids.ts';
import { applyKeywordChange } from '../../model/keyword.ts';
import type { FlagChange } from '../../store/email-store.ts';
import { lowerBound } from './lower-bound.ts';
import type { MailboxView } from './view.ts';

/**
 * What a client knows after STORE .SILENT: it works the new flags out from those it knew. Where somebody else changed them too, it
 * is wrong and must be told. RFC 9051 §6.4.6.
 */
export class SilentStore {
  readonly #view: MailboxView;
  readonly #change: FlagChange;
  readonly #before: MailboxRows;
  readonly #untold: ReadonlySet<number>;

  /** Made before the flags are stored. */
  constructor(view: MailboxView, change: FlagChange) {
    this.#view = view;
    this.#change = change;
    this.#before = view.rows;
    this.#untold = view.untoldUids();
  }

  /** Whether the client is right about the flags of a message, now that they are stored and the view is updated. */
  isKnown(uid: Uid, row: number): boolean {
    if (this.#untold.has(uid)) return false;
    const before = lowerBound(this.#before.uids, uid);
    if (this.#before.uids[before] !== uid) return false;
    const { mode, deleted, keywords } = this.#change;
    const expected = applyKeywordChange(keywordsOf(this.#before, before), { mode, keywords });
    const wasDeleted = this.#before.deleted[before] === 1;
    const isDeleted = mode === 'replace' ? deleted : deleted ? mode === 'add' : wasDeleted;
    const { rows } = this.#view;
    const actual = keywordsOf(rows, row);
    return (
      actual.flags === expected.flags &&
      actual.custom.join(' ') === expected.custom.join(' ') &&
      (rows.deleted[row] === 1) === isDeleted
    );
  }
}

function keywordsOf({ flags, custom }: MailboxRows, row: number) {
  return { flags: flags[row] as number, custom: custom.get(row) ?? [] };
}
