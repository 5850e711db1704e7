import type { Annotation } from '../../store/annotation-store.ts';
import type { ImapSession } from '../session-state.ts';
import type { MetadataOptions } from '../wire/metadata.ts';
import { encodeAString, encodeString } from '../wire/encoder.ts';

const EXACTLY: MetadataOptions = { maxSizeBytes: null, depth: '0' };

/**
 * Sends `* METADATA mailbox (name value …)` for the names asked for and, with a depth, what is below them; NIL where there is nothing.
 * Returns the size of the largest value left out, 0 for none. RFC 5464 §4.2, §4.4.1.
 */
export async function sendMetadata(
  session: ImapSession,
  path: string,
  annotations: readonly Annotation[],
  names: readonly string[],
  { maxSizeBytes, depth }: MetadataOptions = EXACTLY,
): Promise<number> {
  const byName = new Map(annotations.map(({ name, value }) => [name, value]));
  const below = annotations.filter(({ name }) => names.some((asked) => isBelow(name, asked, depth)));
  const shown = new Set([...(depth === '0' ? names : names.filter((name) => byName.has(name)))]);
  for (const { name } of below) shown.add(name);
  let longest = 0;
  const values: string[] = [];
  for (const name of shown) {
    const value = byName.get(name);
    const isTooLong = maxSizeBytes !== null && value !== undefined && value.length > maxSizeBytes;
    if (isTooLong) longest = Math.max(longest, value.length);
    else values.push(`${encodeAString(name)} ${encodeValue(value)}`);
  }
  if (values.length > 0)
    await session.untagged(`METADATA ${session.encodeMailbox(path)} (${values.join(' ')})`);
  return longest;
}

function isBelow(name: string, asked: string, depth: MetadataOptions['depth']): boolean {
  if (depth === '0' || !name.startsWith(`${asked}/`)) return false;
  return depth === 'infinity' || !name.slice(asked.length + 1).includes('/');
}

/** value = nstring / literal8: what holds a NUL travels as literal8. RFC 5464 §5. */
function encodeValue(value: Uint8Array | undefined): string {
  if (value === undefined) return 'NIL';
  const binary = Buffer.from(value).toString('latin1');
  return binary.includes('\0') ? `~{${binary.length}}\r\n${binary}` : encodeString(binary);
}
