import { WireError } from '../../errors.ts';
import type { Decoder } from './decoder.ts';

const MAX_NAME_LENGTH = 1_024;
const MAX_ENTRIES = 200;
/** RFC 5464 §3.2: slashes part the components; no wildcards, nothing outside of US-ASCII, no controls. Case does not count. */
const ENTRY = /^\/(?:private|shared)(?:\/[^/*%\x00-\x1f\x7f-\xff]+)+$/;

/** The name of an annotation, in lower case. */
export function decodeEntryName(decoder: Decoder): string {
  const name = decoder.astring().toLowerCase();
  if (name.length > MAX_NAME_LENGTH || !ENTRY.test(name)) throw new WireError('Invalid entry name');
  return name;
}

/** entries = entry / "(" entry *(SP entry) ")". RFC 5464 §5. */
export function decodeEntryNames(decoder: Decoder): string[] {
  if (decoder.peek() !== '(') return [decodeEntryName(decoder)];
  const names = decoder.list(() => decodeEntryName(decoder));
  if (names.length === 0 || names.length > MAX_ENTRIES) throw new WireError('Invalid list of entries');
  return names;
}

/** How far below an entry. */
export type MetadataDepth = '0' | '1' | 'infinity';

export interface MetadataOptions {
  /** Larger values are left out; null: none is. */
  readonly maxSizeBytes: number | null;
  readonly depth: MetadataDepth;
}

/** getmetadata-options = "(" getmetadata-option *(SP getmetadata-option) ")". RFC 5464 §4.2. */
export function decodeMetadataOptions(decoder: Decoder): MetadataOptions {
  let options: MetadataOptions = { maxSizeBytes: null, depth: '0' };
  decoder.list(() => {
    const name = decoder.keyword();
    decoder.sp();
    if (name === 'MAXSIZE') options = { ...options, maxSizeBytes: decoder.number() };
    else if (name === 'DEPTH') options = { ...options, depth: decodeDepth(decoder) };
    else throw new WireError('Unknown GETMETADATA option');
  });
  return options;
}

function decodeDepth(decoder: Decoder): MetadataDepth {
  const depth = decoder.atom().toLowerCase();
  if (depth !== '0' && depth !== '1' && depth !== 'infinity') throw new WireError('Unknown depth');
  return depth;
}

/** entry-values = "(" entry-value *(SP entry-value) ")"; a value is a binary string, NIL removes. RFC 5464 §5. */
export function decodeEntryValues(decoder: Decoder): [name: string, value: string | null][] {
  const values = decoder.list((): [string, string | null] => {
    const name = decodeEntryName(decoder);
    decoder.sp();
    return [name, decoder.nstring()];
  });
  if (values.length === 0 || values.length > MAX_ENTRIES) throw new WireError('Invalid list of entries');
  return values;
}
