import { readHeader } from '../message/header.ts';
import { FLAG, isKeyword, keywordNames, keywordSet, type KeywordSet } from '../model/keyword.ts';

/** What the header of a message in an mbox file says of its state, and the message without it. */
export interface MboxState {
  readonly bytes: Buffer;
  readonly keywords: KeywordSet;
  readonly isDeleted: boolean;
}

const STATE_FIELDS: ReadonlySet<string> = new Set(['status', 'x-status', 'x-keywords']);
const MAX_KEYWORDS = 100;

/** Reads Status (R: seen), X-Status (A, F, T, D) and X-Keywords, as mail programs have written them since the eighties, and takes them out. */
export function takeMboxState(message: Buffer): MboxState {
  const header = readHeader(message);
  const fields = header.fields.filter(({ key }) => STATE_FIELDS.has(key));
  const status = header.value('status') ?? '';
  const xStatus = header.value('x-status') ?? '';
  const names = (header.value('x-keywords') ?? '')
    .split(/[\s,]+/)
    .filter(isKeyword)
    .slice(0, MAX_KEYWORDS);
  const keywords = keywordSet(names);
  let { flags } = keywords;
  if (status.includes('R')) flags |= FLAG.seen;
  if (xStatus.includes('A')) flags |= FLAG.answered;
  if (xStatus.includes('F')) flags |= FLAG.flagged;
  if (xStatus.includes('T')) flags |= FLAG.draft;
  return {
    bytes: without(message, fields),
    keywords: { flags, custom: keywords.custom },
    isDeleted: xStatus.includes('D'),
  };
}

/** The same fields for a message, LF lines, to stand before its own header. */
export function mboxStateHeader(keywords: KeywordSet, isDeleted: boolean): string {
  const has = (flag: number) => (keywords.flags & flag) !== 0;
  const xStatus = [
    has(FLAG.answered) ? 'A' : '',
    has(FLAG.flagged) ? 'F' : '',
    has(FLAG.draft) ? 'T' : '',
    isDeleted ? 'D' : '',
  ].join('');
  const classic = FLAG.seen | FLAG.answered | FLAG.flagged | FLAG.draft;
  const names = keywordNames({ flags: keywords.flags & ~classic, custom: keywords.custom });
  return [
    `Status: ${has(FLAG.seen) ? 'RO' : 'O'}\n`,
    xStatus === '' ? '' : `X-Status: ${xStatus}\n`,
    names.length === 0 ? '' : `X-Keywords: ${names.join(' ')}\n`,
  ].join('');
}

function without(message: Buffer, fields: readonly { start: number; end: number }[]): Buffer {
  if (fields.length === 0) return message;
  const pieces: Buffer[] = [];
  let position = 0;
  for (const { start, end } of fields) {
    pieces.push(message.subarray(position, start));
    position = end;
  }
  return Buffer.concat([...pieces, message.subarray(position)]);
}
