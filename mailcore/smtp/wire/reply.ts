/**
 * A reply with its CRLFs. `enhanced` is an RFC 3463 status code, or '' where RFC 2034 §4 has none (greeting, EHLO, 354, 334).
 * Characters that could break out of the line, and those a client did not ask for (RFC 6531 §3.7.4.1), become `?`.
 */
export function formatReply(code: number, enhanced: string, text: string | readonly string[]): string {
  const status = enhanced === '' ? '' : `${enhanced} `;
  if (typeof text === 'string') return `${code} ${status}${printable(text)}\r\n`;
  const last = text.length - 1;
  return text.map((line, i) => `${code}${i === last ? ' ' : '-'}${status}${printable(line)}\r\n`).join('');
}

function printable(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : text.replace(/[^\x20-\x7e]/g, '?');
}
