import { randomInt } from 'node:crypto';

/** Crockford's base 32 in lower case: no letters that read like digits over the telephone, and byte order is time order. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARS = 9;
const RANDOM_CHARS = 3;

/**
 * Names a message in replies, Received, the log and the queue: 12 characters, the millisecond it came in (9, ordered until the
 * year 3084) and a random number (3).
 */
export function createTraceId(at: Date): string {
  return base32(at.getTime(), TIME_CHARS) + base32(randomInt(32 ** RANDOM_CHARS), RANDOM_CHARS);
}

function base32(value: number, length: number): string {
  let text = '';
  let rest = value;
  while (text.length < length) {
    text = (ALPHABET[rest % 32] ?? '0') + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
