import type { MimePart } from '../../model/content.ts';
import { partEncoding } from '../blobs/blob-id.ts';
import { decodePart } from '../blobs/decode.ts';
import type { MessageBytes } from './message-bytes.ts';

/**
 * Octets of a part once its transfer encoding is undone: what a download of its blobId brings. RFC 8621 §4.1.4.
 * Regular base64, which attachments are, is worked out from its first and last line; anything else is decoded and counted.
 */
export async function decodedSize(bytes: MessageBytes, part: MimePart): Promise<number> {
  const { bodyStart, bodyEnd } = part;
  const encoding = partEncoding(part);
  if (encoding === 'identity' || bodyStart === bodyEnd) return bodyEnd - bodyStart;
  if (encoding === 'base64') {
    const size = regularBase64Size(await edges(bytes, bodyStart, bodyEnd), bodyEnd - bodyStart);
    if (size !== null) return size;
  }
  let size = 0;
  for await (const chunk of decodePart(bytes.chunks(bodyStart, bodyEnd), encoding)) size += chunk.length;
  return size;
}

const EDGE_BYTES = 1024;

async function edges(
  bytes: MessageBytes,
  start: number,
  end: number,
): Promise<{ head: string; tail: string }> {
  const head = await bytes.read(start, Math.min(end, start + EDGE_BYTES));
  const tail = await bytes.read(Math.max(start, end - EDGE_BYTES), end);
  return { head: head.toString('latin1'), tail: tail.toString('latin1') };
}

/** Null unless every line but the last is as long as the first, as far as the total length can tell. RFC 2045 §6.8. */
function regularBase64Size({ head, tail }: { head: string; tail: string }, length: number): number | null {
  const characters = charactersIn(head, tail.trimEnd(), length - (tail.length - tail.trimEnd().length));
  if (characters === null || characters % 4 !== 0) return null;
  const padding = /={0,2}$/.exec(tail.trimEnd())![0].length;
  return (characters / 4) * 3 - padding;
}

/** Characters of the alphabet and padding in `length` octets that begin with `head` and end with `tail`. */
function charactersIn(head: string, tail: string, length: number): number | null {
  const first = /^([A-Za-z0-9+/]+)(\r?\n)/.exec(head);
  if (!first) return length <= EDGE_BYTES && /^[A-Za-z0-9+/]+={0,2}\s*$/.test(head) ? length : null;
  const lineLength = first[1]!.length;
  const step = lineLength + first[2]!.length;
  const lastLine = length % step;
  const seenLastLine = tail.length - tail.lastIndexOf('\n') - 1;
  const isRegular = lastLine <= lineLength && (seenLastLine === lastLine || seenLastLine === tail.length);
  return isRegular ? Math.floor(length / step) * lineLength + lastLine : null;
}
