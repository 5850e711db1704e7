import { WireError } from '../../errors.ts';
import type { Decoder } from './decoder.ts';

/** What of a part BODY[…] names. `mime` exists for numbered parts only. RFC 9051 §6.4.5.1. */
export type SectionText = 'all' | 'header' | 'headerFields' | 'headerFieldsNot' | 'text' | 'mime';

export interface Section {
  /** "" for the message itself, else "1", "2.1" … */
  readonly part: string;
  readonly text: SectionText;
  /** Field names of `headerFields` and `headerFieldsNot`, as written. */
  readonly fields: readonly string[];
}

/** `<start.length>` of a request. */
export interface Partial {
  readonly start: number;
  readonly length: number;
}

const MAX_PART_DEPTH = 100;
const MAX_HEADER_FIELDS = 200;

/** section = "[" [section-spec] "]" */
export function decodeSection(decoder: Decoder): Section {
  if (!decoder.tryText('[')) throw new WireError('Expected section');
  const part = decodePart(decoder);
  const { text, fields } = decodeText(decoder, part);
  if (!decoder.tryText(']')) throw new WireError('Expected end of section');
  return { part, text, fields };
}

/** section-binary = "[" [section-part] "]": the part's number, "" for the message itself. RFC 3516 §7. */
export function decodeBinarySection(decoder: Decoder): string {
  if (!decoder.tryText('[')) throw new WireError('Expected section');
  const part = decodePart(decoder);
  if (!decoder.tryText(']')) throw new WireError('Expected end of section');
  return part;
}

function decodePart(decoder: Decoder): string {
  const numbers: number[] = [];
  while (/[1-9]/.test(decoder.peek())) {
    if (numbers.length >= MAX_PART_DEPTH) throw new WireError('Section too deep');
    numbers.push(decoder.nzNumber());
    if (!decoder.tryText('.')) break;
    if (!/[1-9HTM]/i.test(decoder.peek())) throw new WireError('Invalid section');
  }
  return numbers.join('.');
}

function decodeText(decoder: Decoder, part: string): Omit<Section, 'part'> {
  if (decoder.peek() === ']') return { text: 'all', fields: [] };
  if (decoder.tryText('HEADER.FIELDS.NOT '))
    return { text: 'headerFieldsNot', fields: decodeFields(decoder) };
  if (decoder.tryText('HEADER.FIELDS ')) return { text: 'headerFields', fields: decodeFields(decoder) };
  if (decoder.tryText('HEADER')) return { text: 'header', fields: [] };
  if (decoder.tryText('TEXT')) return { text: 'text', fields: [] };
  if (part !== '' && decoder.tryText('MIME')) return { text: 'mime', fields: [] };
  throw new WireError('Invalid section');
}

function decodeFields(decoder: Decoder): string[] {
  const fields = decoder.list(() => decoder.astring());
  if (fields.length === 0 || fields.length > MAX_HEADER_FIELDS) throw new WireError('Invalid header list');
  return fields;
}

/** [ "<" number "." nz-number ">" ] */
export function decodePartial(decoder: Decoder): Partial | null {
  if (!decoder.tryText('<')) return null;
  const start = decoder.number();
  if (!decoder.tryText('.')) throw new WireError('Invalid partial');
  const length = decoder.nzNumber();
  if (!decoder.tryText('>')) throw new WireError('Invalid partial');
  return { start, length };
}
