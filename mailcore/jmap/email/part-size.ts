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
  const content = /^(?<line>[A-Za-z0-9+/]+)(?<break>\r?\n)/.exec(head);
  const trailing = /[\r\n \t]*$/.exec(tail)?.[0].length ?? 0;
  const encoded = length - trailing;
  if (!content?.groups)
    return /^[A-Za-z0-9+/]+={0,2}$/.test(head.slice(0, encoded)) && length <= EDGE_BYTES
      ? quads(encoded, tail)
      : null;
  const [lineLength, breakLength] = [content.groups.line!.length, content.groups.break!.length];
  const step = lineLength + breakLength;
  const lastLine = encoded % step;
  if (lastLine > lineLength) return null;
  const lines = Math.floor(encoded / step);
  const lastBreak = tail.slice(0, tail.length - trailing).lastIndexOf('\n');
  if (lastBreak >= 0 && tail.length - trailing - lastBreak - 1 !== lastLine) return null;
  return quads(lines * lineLength + lastLine, tail);
}

function quads(characters: number, tail: string): number | null {
  const padding = /(={0,2})[\r\n \t]*$/.exec(tail)?.[1]?.length ?? 0;
  return characters % 4 === 0 ? (characters / 4) * 3 - padding : null;
}
