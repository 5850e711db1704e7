import { WireError } from '../../errors.ts';
import type { MailboxRows } from '../../model/email.ts';
import type { ModSeq, Uid } from '../../model/ids.ts';
import type { Mailbox } from '../../model/mailbox.ts';
import { ALL_RIGHTS, flagMask, hasRight, type Rights } from '../../model/rights.ts';
import type { MailboxSnapshot } from '../../store/mailbox-cache.ts';
import { absentNumbers } from './absent-numbers.ts';
import { rowsChangedSince } from './changed-rows.ts';
import { lowerBound } from './lower-bound.ts';
import { changeableFlags, formatFlags, STANDARD_FLAGS } from '../wire/flags.ts';
import { LAST_RESULT, normaliseRanges, rangesOf } from '../wire/sequence-set.ts';
import type { SequenceRange, SequenceSet } from '../wire/sequence-set.ts';
import { formatVanished } from '../wire/vanished.ts';

/** Messages of the client's picture as half-open ranges of positions: sequence number minus one, ascending, apart. */
export type Positions = readonly { readonly start: number; readonly end: number }[];

/** Which updates a command may carry. RFC 9051 §7.5.1: no EXPUNGE while FETCH, STORE or SEARCH is answered. */
export type UpdatePolicy = 'all' | 'noExpunge' | 'none';

/** How a client wants to be told. */
export interface UpdateForm {
  /** MODSEQ with flags: CONDSTORE is enabled. */
  readonly withModseq: boolean;
  /** VANISHED in place of EXPUNGE: QRESYNC or UIDONLY is enabled. RFC 7162 §3.2.10, RFC 9586 §3.4. */
  readonly withVanished: boolean;
  /** UIDFETCH in place of FETCH: UIDONLY is enabled. RFC 9586 §3.3. */
  readonly isUidOnly: boolean;
}

/**
 * What one session's client believes about its mailbox, and what it has not been told yet.
 *
 * The picture is the list of UIDs by sequence number; it grows when EXISTS is sent and shrinks when EXPUNGE is sent, and at no other time.
 * The truth is the newest {@link MailboxSnapshot}, replaced by {@link update}; {@link takeUpdates} tells the difference.
 */
export class MailboxView {
  readonly mailbox: Mailbox;
  /** Opened with EXAMINE. */
  readonly isReadOnly: boolean;
  /** What the account might do in it when it was opened. */
  readonly rights: Rights;
  /** The picture, followed by new messages not announced yet. The very array of the truth while nothing is withheld. */
  #uids: Uint32Array;
  /** How many of `#uids` the client knows of: its EXISTS. */
  #told = 0;
  #rows: MailboxRows;
  #modseq: ModSeq;
  #highestModseq: ModSeq;
  #toldModseq: ModSeq;
  #lastUid: number;
  /** UIDs of the picture whose flags somebody else changed. */
  readonly #changed = new Set<number>();
  /** Custom keywords named in FLAGS so far. */
  readonly #keywords = new Set<string>();
  /** What `$` stands for, ascending; those expunged since are passed over. RFC 5182 §2.1. */
  #saved: readonly Uid[] = [];
  #hasNewKeywords = false;

  constructor(mailbox: Mailbox, isReadOnly: boolean, snapshot: MailboxSnapshot, rights: Rights = ALL_RIGHTS) {
    this.mailbox = mailbox;
    this.isReadOnly = isReadOnly;
    this.rights = rights;
    this.#rows = snapshot.rows;
    this.#uids = snapshot.rows.uids;
    this.#told = this.#uids.length;
    this.#modseq = snapshot.modseq;
    this.#highestModseq = this.#toldModseq = snapshot.highestModseq;
    this.#lastUid = Math.max(mailbox.uidNext - 1, this.#uids.at(-1) ?? 0);
    for (const names of snapshot.rows.custom.values()) this.#learnKeywords(names);
    this.#hasNewKeywords = false;
  }

  /** Messages in the picture: the EXISTS the client was told last. */
  get exists(): number {
    return this.#told;
  }

  /** The truth the view was updated to last. Columns may hold more and fewer messages than the picture: see {@link rowAt}. */
  get rows(): MailboxRows {
    return this.#rows;
  }

  get modseq(): ModSeq {
    return this.#modseq;
  }

  /** HIGHESTMODSEQ of the truth. */
  get highestModseq(): ModSeq {
    return this.#highestModseq;
  }

  /** The client was told of every change up to this one: where it may resynchronise from. RFC 7162 §3.2.2, erratum 1810 of RFC 5162. */
  get toldModseq(): ModSeq {
    return this.#toldModseq;
  }

  /** The client believes in messages that are gone. */
  get withholdsExpunges(): boolean {
    return !this.#isAligned;
  }

  uidAt(position: number): Uid {
    return this.#uids[position] as Uid;
  }

  /** Index into {@link rows} of the message at a position; -1 when it is gone and the client was not told yet. */
  rowAt(position: number): number {
    if (this.#isAligned) return position;
    const uid = this.#uids[position] as number;
    const index = lowerBound(this.#rows.uids, uid);
    return this.#rows.uids[index] === uid ? index : -1;
  }

  /** Sequence numbers to positions. Throws WireError for one beyond the picture, `*` of an empty one included. RFC 9051 §9 (seq-number). */
  resolveSequence(set: SequenceSet): Positions {
    if (set === LAST_RESULT) return this.positionsOf(this.#saved);
    for (const { from, to } of set) {
      const largest = to === Infinity ? from : to;
      const isBeyond = this.#told === 0 || (largest !== Infinity && largest > this.#told);
      if (isBeyond) throw new WireError('Sequence number beyond the messages of the mailbox');
    }
    return normaliseRanges(set, this.#told).map(({ from, to }) => ({ start: from - 1, end: to }));
  }

  /** Sequence numbers to positions; those beyond the picture are passed over, as SEARCH does: no client can mean them. */
  clipSequence(set: SequenceSet): Positions {
    if (set === LAST_RESULT) return this.positionsOf(this.#saved);
    return normaliseRanges(set, this.#told)
      .filter(({ from }) => from <= this.#told)
      .map(({ from, to }) => ({ start: from - 1, end: Math.min(to, this.#told) }));
  }

  /** UIDs to positions; those that do not exist are passed over. RFC 9051 §6.4.9. */
  resolveUids(set: SequenceSet): Positions {
    if (set === LAST_RESULT) return this.positionsOf(this.#saved);
    const picture = this.#uids.subarray(0, this.#told);
    return normaliseRanges(set, picture.at(-1) ?? 0)
      .map(({ from, to }) => ({ start: lowerBound(picture, from), end: lowerBound(picture, to + 1) }))
      .filter(({ start, end }) => start < end);
  }

  /** The largest UID known to have been given out; 0 for none. */
  get lastUid(): number {
    return this.#lastUid;
  }

  /** The UIDs of a normalised set that the client cannot hold. */
  absentUids(set: SequenceSet): SequenceRange[] {
    return absentNumbers(set, this.#uids.subarray(0, this.#told));
  }

  uidsOf(positions: Positions): Uid[] {
    const uids: Uid[] = [];
    for (const { start, end } of positions) {
      for (let position = start; position < end; position++) uids.push(this.uidAt(position));
    }
    return uids;
  }

  /** Position of a message the client knows of; -1 for others. */
  positionOf(uid: Uid): number {
    const position = lowerBound(this.#uids.subarray(0, this.#told), uid);
    return position < this.#told && this.#uids[position] === uid ? position : -1;
  }

  /** Index into {@link rows} of a message that exists, told or not; -1 for others. */
  rowOf(uid: Uid): number {
    const row = lowerBound(this.#rows.uids, uid);
    return this.#rows.uids[row] === uid ? row : -1;
  }

  /** Positions of ascending UIDs; those outside the picture are passed over. */
  positionsOf(uids: readonly Uid[]): Positions {
    return this.resolveUids(uids.map((uid) => ({ from: uid, to: uid })));
  }

  /** Makes these, in any order, what `$` stands for until the mailbox is closed. RFC 5182 §2.1. */
  saveResult(uids: readonly Uid[]): void {
    this.#saved = [...uids].sort((a, b) => a - b);
  }

  /** Takes over the newest truth. The picture stays; what differs waits for {@link takeUpdates}. */
  update(snapshot: MailboxSnapshot): void {
    const { rows } = snapshot;
    this.#highestModseq = snapshot.highestModseq;
    if (rows === this.#rows) {
      this.#modseq = snapshot.modseq;
      return;
    }
    const picture = this.#uids.subarray(0, this.#told);
    this.#noteChanges(picture, rows);
    const firstNew = lowerBound(rows.uids, (picture.at(-1) ?? 0) + 1);
    // UIDs only ascend and never come back: as many rows up to the last known UID as known means all known are there.
    const isComplete = firstNew === this.#told;
    this.#lastUid = Math.max(this.#lastUid, rows.uids.at(-1) ?? 0);
    this.#uids = isComplete ? rows.uids : concat(picture, rows.uids.subarray(firstNew));
    this.#rows = rows;
    this.#modseq = snapshot.modseq;
  }

  /** UIDs whose flags somebody else changed and the client was not told of yet. */
  untoldUids(): ReadonlySet<number> {
    return new Set(this.#changed);
  }

  /** The client is about to be told the flags of these, or knows them by itself; `isKnown` says of which. */
  acknowledge(positions: Positions, isKnown: (uid: Uid, row: number) => boolean = () => true): void {
    if (this.#changed.size === 0) return;
    for (const { start, end } of positions) {
      for (let position = start; position < end; position++) {
        const uid = this.uidAt(position);
        if (!this.#changed.has(uid)) continue;
        const row = this.rowAt(position);
        if (row >= 0 && isKnown(uid, row)) this.#changed.delete(uid);
      }
    }
  }

  /** Untagged responses that bring the picture as near to the truth as `policy` allows; "" when there is nothing to say. */
  takeUpdates(policy: UpdatePolicy, form: UpdateForm): string {
    if (policy === 'none') return '';
    const expunges = policy === 'all' ? this.#takeExpunges(form) : '';
    const updates = expunges + this.takeExists() + this.#takeFlagChanges(form);
    if (this.#isAligned) this.#toldModseq = this.#highestModseq;
    return updates;
  }

  /** `* n EXISTS` when messages came in: allowed before any command's own responses. RFC 9051 §7.3.1. */
  takeExists(): string {
    if (this.#uids.length === this.#told) return '';
    this.#told = this.#uids.length;
    return `* ${this.#told} EXISTS\r\n`;
  }

  /** The FLAGS and PERMANENTFLAGS responses. RFC 9051 §7.3.5, §7.1: `\*` says that clients may invent keywords. */
  flagLists(): string {
    const names = [...STANDARD_FLAGS, ...this.#keywords].join(' ');
    const permanent = this.isReadOnly ? '' : this.#permanentFlags();
    return `* FLAGS (${names})\r\n* OK [PERMANENTFLAGS (${permanent})] Flags that are kept\r\n`;
  }

  /** RFC 4314 §5.2: those that the account may change. */
  #permanentFlags(): string {
    const names = changeableFlags(flagMask(this.rights));
    return (hasRight(this.rights, 'w') ? [...names, ...this.#keywords, '\\*'] : names).join(' ');
  }

  /** Flag lists again, when keywords came into use that the client was not told of; else "". Send before the FETCH that has them. */
  takeNewKeywords(): string {
    if (!this.#hasNewKeywords) return '';
    this.#hasNewKeywords = false;
    return this.flagLists();
  }

  /** `FLAGS (…)` with ` MODSEQ (…)`, of a row. */
  flagItems(row: number, withModseq: boolean): string {
    const { flags, deleted, custom, modseqs } = this.#rows;
    const text = `FLAGS ${formatFlags(flags[row] as number, deleted[row] as number, custom.get(row))}`;
    return withModseq ? `${text} MODSEQ (${modseqs[row]})` : text;
  }

  get #isAligned(): boolean {
    return this.#uids === this.#rows.uids;
  }

  #noteChanges(picture: Uint32Array, rows: MailboxRows): void {
    const { uids, custom } = rows;
    const last = picture.at(-1) ?? 0;
    for (const row of rowsChangedSince(rows, this.#modseq)) {
      const names = custom.get(row);
      if (names !== undefined) this.#learnKeywords(names);
      if ((uids[row] as number) <= last) this.#changed.add(uids[row] as number);
    }
  }

  /** Highest first, so that no number shifts under another. */
  #takeExpunges({ withVanished }: UpdateForm): string {
    if (this.#isAligned) return '';
    const gone: number[] = [];
    for (let position = this.#told - 1; position >= 0; position--)
      if (this.rowAt(position) < 0) gone.push(position);
    const text = withVanished
      ? formatVanished(rangesOf(gone.map((position) => this.uidAt(position)).reverse()))
      : gone.map((position) => `* ${position + 1} EXPUNGE\r\n`).join('');
    this.#uids = this.#rows.uids;
    this.#told -= gone.length;
    return text;
  }

  #takeFlagChanges({ withModseq, isUidOnly }: UpdateForm): string {
    if (this.#changed.size === 0) return '';
    const responses = [this.takeNewKeywords()];
    for (const uid of this.#changed) {
      const position = lowerBound(this.#uids, uid);
      const row = this.#uids[position] === uid ? this.rowAt(position) : -1;
      if (row < 0) continue;
      const items = this.flagItems(row, withModseq);
      const head = isUidOnly ? `${uid} UIDFETCH (` : `${position + 1} FETCH (UID ${uid} `;
      responses.push(`* ${head}${items})\r\n`);
    }
    this.#changed.clear();
    return responses.join('');
  }

  #learnKeywords(names: readonly string[]): void {
    for (const name of names) {
      if (this.#keywords.has(name)) continue;
      this.#keywords.add(name);
      this.#hasNewKeywords = true;
    }
  }
}

function concat(first: Uint32Array, second: Uint32Array): Uint32Array {
  const both = new Uint32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
