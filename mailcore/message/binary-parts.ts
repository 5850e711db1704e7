import type { MimePart } from '../model/content.ts';
import { readHeader } from './header-section.ts';
import { readTree } from './mime-tree.ts';

const BASE64_FIELD = Buffer.from('Content-Transfer-Encoding: base64\r\n');
const NUL = 0x00;
/** RFC 2045 §6.8 */
const BASE64_LINE = /.{1,76}/g;

/**
 * The message with its parts of encoding `binary` that hold NUL in base64, for FETCH BODY and BODYSTRUCTURE cannot carry them; all
 * else stays as it is, signatures too. Returns the same buffer when there is nothing to do. RFC 3516 §6.
 */
export function encodeBinaryParts(bytes: Buffer): Buffer {
  if (!bytes.includes(NUL)) return bytes;
  const chunks: Buffer[] = [];
  let copied = 0;
  for (const part of leaves(readTree(bytes).root)) {
    const body = bytes.subarray(part.bodyStart, part.bodyEnd);
    if (part.encoding !== 'binary' || !body.includes(NUL)) continue;
    const field = readHeader(bytes, part.headerStart, part.bodyStart).find('content-transfer-encoding');
    if (field === undefined) continue;
    chunks.push(bytes.subarray(copied, field.start), BASE64_FIELD, bytes.subarray(field.end, part.bodyStart));
    chunks.push(base64Lines(body));
    copied = part.bodyEnd;
  }
  return copied === 0 ? bytes : Buffer.concat([...chunks, bytes.subarray(copied)]);
}

function* leaves(part: MimePart): Iterable<MimePart> {
  if (part.message !== null) yield* leaves(part.message);
  else if (part.type !== 'multipart') yield part;
  for (const child of part.parts) yield* leaves(child);
}

function base64Lines(body: Buffer): Buffer {
  const lines = body.toString('base64').match(BASE64_LINE) ?? [];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}
