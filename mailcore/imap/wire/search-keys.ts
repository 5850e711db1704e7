import { WireError } from '../../errors.ts';
import type { Decoder } from './decoder.ts';
import { searchKeyword } from './flags.ts';
import type { SequenceSet } from './sequence-set.ts';

/** Fields that SEARCH compares as text. `header` carries the field name. */
export type TextField = 'text' | 'body' | 'subject' | 'from' | 'to' | 'cc' | 'bcc' | 'header';

/** Which date: INTERNALDATE, the Date header, or when it came into the mailbox. RFC 8514 §4.2. */
export type DateOf = 'received' | 'sent' | 'saved';

/** A SEARCH program as a tree. Dates are milliseconds of a UTC midnight. RFC 9051 §6.4.4, RFC 3501 §6.4.4. */
export type SearchKey =
  | { readonly op: 'all' }
  | { readonly op: 'and'; readonly keys: readonly SearchKey[] }
  | { readonly op: 'or'; readonly left: SearchKey; readonly right: SearchKey }
  | { readonly op: 'not'; readonly key: SearchKey }
  | { readonly op: 'sequence' | 'uid'; readonly set: SequenceSet }
  | { readonly op: 'flag'; readonly bit: number }
  | { readonly op: 'deleted' }
  | { readonly op: 'keyword'; readonly keyword: string }
  | { readonly op: 'larger' | 'smaller'; readonly sizeBytes: number }
  | { readonly op: 'before' | 'on' | 'since'; readonly date: number; readonly of: DateOf }
  | { readonly op: 'older' | 'younger'; readonly seconds: number }
  | { readonly op: 'modseq'; readonly value: number }
  | { readonly op: 'objectId'; readonly kind: 'email' | 'thread'; readonly id: string }
  /** `binary` is still in the charset of the command. */
  | { readonly op: 'text'; readonly field: TextField; readonly header: string; readonly binary: string };

export interface SearchProgram {
  /** As written; null when none was given. */
  readonly charset: string | null;
  readonly key: SearchKey;
}

const MAX_KEYS = 1_000;

/** One key: consumes its arguments. `again` reads a nested key. */
type KeyReader = (decoder: Decoder, again: () => SearchKey) => SearchKey;

const flag = (name: string): SearchKey => {
  const keyword = searchKeyword(name);
  return typeof keyword === 'number' ? { op: 'flag', bit: keyword } : { op: 'keyword', keyword };
};
const not = (key: SearchKey): SearchKey => ({ op: 'not', key });
const fixed =
  (key: SearchKey): KeyReader =>
  () =>
    key;
const untilRev2 =
  (key: SearchKey): KeyReader =>
  ({ isRev2 }) => {
    if (isRev2) throw new WireError('Unknown search key');
    return key;
  };
const spaced =
  <Value>(read: (decoder: Decoder) => Value, key: (value: Value) => SearchKey): KeyReader =>
  (decoder) => {
    decoder.sp();
    return key(read(decoder));
  };
const text = (field: TextField): KeyReader =>
  spaced(
    (decoder) => decoder.astring(),
    (binary) => ({ op: 'text', field, header: '', binary }),
  );
const date = (op: 'before' | 'on' | 'since', of: DateOf): KeyReader =>
  spaced(
    (decoder) => decoder.date(),
    (day) => ({ op, date: day, of }),
  );
const keyword = (wrap: (key: SearchKey) => SearchKey): KeyReader =>
  spaced(
    (decoder) => decoder.atom(),
    (name) => wrap(flag(name)),
  );
const size = (op: 'larger' | 'smaller'): KeyReader =>
  spaced(
    (decoder) => decoder.number(),
    (sizeBytes) => ({ op, sizeBytes }),
  );
const interval = (op: 'older' | 'younger'): KeyReader =>
  spaced(
    (decoder) => decoder.nzNumber(),
    (seconds) => ({ op, seconds }),
  );
const objectId = (kind: 'email' | 'thread'): KeyReader =>
  spaced(
    (decoder) => decoder.objectId(),
    (id) => ({ op: 'objectId', kind, id }),
  );

const KEYS: ReadonlyMap<string, KeyReader> = new Map<string, KeyReader>([
  ['ALL', fixed({ op: 'all' })],
  ['ANSWERED', fixed(flag('$answered'))],
  ['UNANSWERED', fixed(not(flag('$answered')))],
  ['DELETED', fixed({ op: 'deleted' })],
  ['UNDELETED', fixed(not({ op: 'deleted' }))],
  ['DRAFT', fixed(flag('$draft'))],
  ['UNDRAFT', fixed(not(flag('$draft')))],
  ['FLAGGED', fixed(flag('$flagged'))],
  ['UNFLAGGED', fixed(not(flag('$flagged')))],
  ['SEEN', fixed(flag('$seen'))],
  ['UNSEEN', fixed(not(flag('$seen')))],
  // RFC 9051 appendix E dropped \Recent: no message has it, so NEW finds none and OLD all.
  ['RECENT', untilRev2(not({ op: 'all' }))],
  ['NEW', untilRev2(not({ op: 'all' }))],
  ['OLD', untilRev2({ op: 'all' })],
  ['KEYWORD', keyword((key) => key)],
  ['UNKEYWORD', keyword(not)],
  ['LARGER', size('larger')],
  ['SMALLER', size('smaller')],
  ['BEFORE', date('before', 'received')],
  ['ON', date('on', 'received')],
  ['SINCE', date('since', 'received')],
  ['SENTBEFORE', date('before', 'sent')],
  ['SENTON', date('on', 'sent')],
  ['SENTSINCE', date('since', 'sent')],
  // RFC 8514 §4.2: every mailbox of ours keeps them.
  ['SAVEDATESUPPORTED', fixed({ op: 'all' })],
  ['SAVEDBEFORE', date('before', 'saved')],
  ['SAVEDON', date('on', 'saved')],
  ['SAVEDSINCE', date('since', 'saved')],
  // RFC 5032 §3
  ['OLDER', interval('older')],
  ['YOUNGER', interval('younger')],
  ['TEXT', text('text')],
  ['BODY', text('body')],
  ['SUBJECT', text('subject')],
  ['FROM', text('from')],
  ['TO', text('to')],
  ['CC', text('cc')],
  ['BCC', text('bcc')],
  ['HEADER', decodeHeaderKey],
  ['MODSEQ', decodeModseqKey],
  // RFC 8474 §5.3
  ['EMAILID', objectId('email')],
  ['THREADID', objectId('thread')],
  [
    'UID',
    spaced(
      (decoder) => decoder.sequenceSet(),
      (set) => ({ op: 'uid', set }),
    ),
  ],
  ['NOT', (decoder, again) => not((decoder.sp(), again()))],
  ['OR', decodeOr],
]);

function decodeOr(decoder: Decoder, again: () => SearchKey): SearchKey {
  decoder.sp();
  const left = again();
  decoder.sp();
  return { op: 'or', left, right: again() };
}

function decodeHeaderKey(decoder: Decoder): SearchKey {
  decoder.sp();
  const header = decoder.astring().toLowerCase();
  if (!/^[!-9;-~]{1,255}$/.test(header)) throw new WireError('Invalid header field name');
  decoder.sp();
  return { op: 'text', field: 'header', header, binary: decoder.astring() };
}

/** RFC 7162 §3.1.5: the entry name and type are for metadata items of their own, which nobody has; they are read and passed over. */
function decodeModseqKey(decoder: Decoder): SearchKey {
  decoder.sp();
  if (decoder.peek() === '"') {
    decoder.string();
    decoder.sp();
    const type = decoder.keyword();
    if (!['PRIV', 'SHARED', 'ALL'].includes(type)) throw new WireError('Invalid entry type');
    decoder.sp();
  }
  return { op: 'modseq', value: decoder.modSequence() };
}

/** [SP "CHARSET" SP charset] SP search-key *(SP search-key), positioned after the first space. */
export function decodeSearchProgram(decoder: Decoder): SearchProgram {
  let charset: string | null = null;
  if (decoder.tryText('CHARSET ')) {
    charset = decoder.astring();
    decoder.sp();
  }
  return { charset, key: decodeSearchKeys(decoder) };
}

/** search-key *(SP search-key), to the end of the command. */
export function decodeSearchKeys(decoder: Decoder): SearchKey {
  let budget = MAX_KEYS;
  const again = (): SearchKey => {
    if (--budget < 0) throw new WireError('Too many search keys');
    return decoder.nested(() => decodeKey(decoder, again));
  };
  const keys = [again()];
  while (decoder.trySp()) keys.push(again());
  return conjunction(keys);
}

function decodeKey(decoder: Decoder, again: () => SearchKey): SearchKey {
  const next = decoder.peek();
  if (next === '(') return conjunction(decoder.list(again));
  if (next === '$') return { op: 'sequence', set: decoder.sequenceSet() };
  if (/[0-9*]/.test(next)) return { op: 'sequence', set: decoder.numberSet() };
  const reader = KEYS.get(decoder.keyword());
  if (reader === undefined) throw new WireError('Unknown search key');
  return reader(decoder, again);
}

function conjunction(keys: SearchKey[]): SearchKey {
  if (keys.length === 0) throw new WireError('Expected a search key');
  return keys.length === 1 ? (keys[0] as SearchKey) : { op: 'and', keys };
}
