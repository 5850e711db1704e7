import { createHash, timingSafeEqual } from 'node:crypto';

/** True when two hex strings of MD5 are the same; in constant time. */
export function sameHex(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** MD5 of the greeting's timestamp and the password, in hex. RFC 1939 §7 APOP. */
export function apopDigest(timestamp: string, password: string): string {
  return createHash('md5').update(timestamp).update(password).digest('hex');
}
