const MAX_REPLY_CHARS = 900;

/**
 * A peer's reply as one printable line: for the queue, the log and DSNs, where foreign bytes must not start a header or reach a terminal.
 * "550-5.1.1 a\r\n550 5.1.1 b" -> "550 5.1.1 a b".
 */
export function replyLine(reply: string): string {
  const [first = '', ...rest] = reply.split(/\r?\n/);
  const prefix = /^(\d{3})(?:[- ](\d\.\d{1,3}\.\d{1,3})\b)?/.exec(first);
  const texts = [first, ...rest].map((line) =>
    line.replace(/^\d{3}[- ]?/, '').replace(/^\d\.\d{1,3}\.\d{1,3}\s?/, ''),
  );
  const text = texts
    .map((line) => printable(line).trim())
    .filter((line) => line !== '')
    .join(' ');
  return [prefix?.[1], prefix?.[2], text].filter(Boolean).join(' ').slice(0, MAX_REPLY_CHARS);
}

/** The enhanced status of a reply line, else the general one of its class. RFC 3463 §2. */
export function enhancedStatus(line: string): string {
  return /^\d{3} (\d\.\d{1,3}\.\d{1,3})\b/.exec(line)?.[1] ?? `${/^[245]/.exec(line)?.[0] ?? '4'}.0.0`;
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, '?');
}
