import { hash } from 'node:crypto';
import type { MessageSummary } from '../model/content.ts';

/** Ids taken from the ends of References: the root and the nearest parents tell the thread. */
const MAX_REFERENCES = 100;

/** A reply or forward mark with an optional count: `Re:`, `Re[2]:`, `RE^3：`, `返信:`. */
const REPLY_MARK =
  /^(?:re|fwd?|aw|wg|sv|vs|tr|rv|antw|odp|回答|返信|転送|回复|答复|回覆|转发|轉寄|답장|전달)\s*(?:\[[^\]]{0,40}\]|\(\d{1,4}\)|[\^*]?\d{1,4})?\s*[:：]\s*/i;
/** subj-blob of RFC 5256 §5: `[list 12]`, and `(list 12)` as fml writes. */
const BLOB = /^(?:\[[^[\]]{0,80}\]|\([^()\s]{1,40}[ :,]\d{1,9}\))\s*/;
const TRAILER = /\s*\(fwd\)\s*$/i;
const FORWARD_WRAPPER = /^\[fwd:\s*(.*)\]$/is;

/**
 * Keys that a message shares with its thread: one per Message-ID, In-Reply-To and References id, 16 characters each,
 * its own id first. Two messages with a key in common belong together (if their base subjects agree). RFC 8621 §3.
 */
export function threadKeys(
  summary: Pick<MessageSummary, 'messageId' | 'inReplyTo' | 'references'>,
): string[] {
  const references = summary.references ?? [];
  const half = MAX_REFERENCES / 2;
  const kept =
    references.length > MAX_REFERENCES
      ? [...references.slice(0, half), ...references.slice(-half)]
      : references;
  const ids = [
    ...(summary.messageId ?? []).slice(0, 1),
    ...(summary.inReplyTo ?? []).slice(0, MAX_REFERENCES),
    ...kept,
  ];
  return [...new Set(ids)].map((id) => hash('sha256', id, 'base64url').slice(0, 16));
}

/**
 * The subject without reply marks, list tags and forward wrappers, white space squeezed: what messages of one thread share.
 * Case is kept; compare without it. RFC 5256 §2.1, with the marks Japanese, Chinese and European mailers write.
 */
export function baseSubject(subject: string | null): string {
  let base = (subject ?? '').slice(0, 2000).replace(/\s+/g, ' ').trim();
  for (;;) {
    const before = base;
    base = withoutMarks(base.replace(TRAILER, ''));
    base = FORWARD_WRAPPER.exec(base)?.[1]?.trim() ?? base;
    if (base === before) return base;
  }
}

function withoutMarks(text: string): string {
  const marked = text.replace(REPLY_MARK, '');
  if (marked !== text) return marked;
  const untagged = text.replace(BLOB, '');
  // A subject that is nothing but a tag keeps it. RFC 5256 §2.1 (4)
  return untagged === '' ? text : untagged;
}
