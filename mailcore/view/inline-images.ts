import type { MimePart } from '../model/content.ts';
import { decodeTransfer } from '../message/transfer-encoding.ts';

/** Image types a browser draws without running anything. SVG is a document, not an image, and stays out. */
const SAFE_TYPES = new Set(['png', 'jpeg', 'gif', 'webp', 'avif', 'bmp']);
const MAX_TOTAL_BYTES = 10 * 1024 * 1024;

/** `cid:` references of one message -> `data:` URIs of its own image parts, up to 10 MB in all. RFC 2392. */
export function inlineImages(bytes: Buffer, root: MimePart): (contentId: string) => string | null {
  const parts = new Map<string, MimePart>();
  collect(root, parts);
  const made = new Map<string, string | null>();
  let total = 0;
  return (contentId) => {
    const known = made.get(contentId);
    if (known !== undefined) return known;
    const part = parts.get(contentId);
    const size = part ? part.bodyEnd - part.bodyStart : 0;
    total += size;
    const uri = part && total <= MAX_TOTAL_BYTES ? dataUri(bytes, part) : null;
    made.set(contentId, uri);
    return uri;
  };
}

function collect(part: MimePart, into: Map<string, MimePart>): void {
  if (
    part.contentId !== null &&
    part.type === 'image' &&
    SAFE_TYPES.has(part.subtype) &&
    !into.has(part.contentId)
  ) {
    into.set(part.contentId, part);
  }
  // An enclosed message's images are its own: it may not lend or borrow them.
  for (const child of part.parts) collect(child, into);
}

function dataUri(bytes: Buffer, part: MimePart): string {
  const body = decodeTransfer(bytes.subarray(part.bodyStart, part.bodyEnd), part.encoding);
  return `data:image/${part.subtype};base64,${body.toString('base64')}`;
}
