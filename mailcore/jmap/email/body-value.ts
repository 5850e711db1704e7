import { readTextPart } from '../../message/text.ts';
import type { MimePart } from '../../model/content.ts';
import type { ByteBudget } from './byte-budget.ts';
import { MAX_BODY_VALUE_BYTES } from '../limits.ts';
import type { EmailBodyValue } from '../types.ts';
import type { MessageBytes } from './message-bytes.ts';

/** Octets of a message that may stand for one octet of text. */
const MAX_BLOAT = 8;

/**
 * The text of a part, with LF line ends, at most `maxBytes` octets of UTF-8 (0 = only our own limit).
 * Throws `requestTooLarge` when the request has taken all the body it may. RFC 8621 §4.1.4, §4.2.
 */
export async function readBodyValue(
  bytes: MessageBytes,
  part: MimePart,
  maxBytes: number,
  budget: ByteBudget,
): Promise<EmailBodyValue> {
  const limit = Math.min(maxBytes === 0 ? Infinity : maxBytes, MAX_BODY_VALUE_BYTES);
  const raw = await bytes.read(
    part.bodyStart,
    Math.min(part.bodyEnd, part.bodyStart + limit * MAX_BLOAT + 1024),
  );
  const isPartial = raw.length < part.bodyEnd - part.bodyStart;
  const read = readTextPart(raw, { ...part, bodyStart: 0, bodyEnd: raw.length }, { maxBytes: limit });
  const isTruncated = read.isTruncated || isPartial;
  const value = isTruncated && part.subtype === 'html' ? withoutTornTag(read.text) : read.text;
  budget.spend(Buffer.byteLength(value));
  return { value, isEncodingProblem: read.isEncodingProblem, isTruncated };
}

/** RFC 8621 §4.2: HTML is not cut inside a tag. */
function withoutTornTag(html: string): string {
  const tag = html.lastIndexOf('<');
  return tag > html.lastIndexOf('>') ? html.slice(0, tag) : html;
}
