/** Each line after `> `; quotes of quotes stand close together. RFC 3676 §4.5. */
export function quote(text: string): string {
  return text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => (line === '' || line.startsWith('>') ? `>${line}` : `> ${line}`))
    .join('\n');
}

// `Re[2]:`, `Re :`, `RE：`, `返信:`, `転送:`, and their repetition, as mailers in the wild write them.
const REPLY_PREFIX = /^(?:\s*(?:re|ｒｅ|aw|sv|antw|返信)(?:\[\d+\])?\s*[:：])+\s*/iu;
const FORWARD_PREFIX = /^(?:\s*(?:fwd?|wg|tr|転送)(?:\[\d+\])?\s*[:：])+\s*/iu;

/** One `Re: ` before the subject, whatever stood there. RFC 5322 §3.6.5. */
export function replySubject(subject: string | null): string {
  return `Re: ${(subject ?? '').replace(REPLY_PREFIX, '')}`.trimEnd();
}

export function forwardSubject(subject: string | null): string {
  return `Fwd: ${(subject ?? '').replace(FORWARD_PREFIX, '')}`.trimEnd();
}

const SEPARATOR = '-- ';

/** The signature under its separator line, after an empty line to write on; nothing without a signature. RFC 3676 §4.3. */
export function signatureBlock(signature: string): string {
  return signature.trim() === '' ? '' : `\n\n${SEPARATOR}\n${signature.trimEnd()}`;
}

/** The text with another identity's signature; as it is when the user has changed the old one. */
export function replaceSignature(text: string, oldSignature: string, newSignature: string): string {
  const old = signatureBlock(oldSignature);
  const next = signatureBlock(newSignature);
  if (old === '')
    return text.includes(`\n${SEPARATOR}\n`) ? text : text.trimEnd() === '' ? next : text + next;
  return text.includes(old) ? text.replace(old, () => next) : text;
}

/** Line breaks as the text area and JMAP have them. */
export function normaliseLines(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
}
