/** Where a browser is, as far as its address tells without asking anybody. */
export type Place = 'server' | 'local' | 'internet';

/** RFC 1122 §3.2.1.3, RFC 4291 §2.5.3. */
const LOOPBACK = /^(?:127\.|::1$)/;
/** RFC 1918 §3, RFC 3927 §2.1, RFC 4193 §3.1, RFC 4291 §2.5.6. */
const PRIVATE =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i;
/** An IPv4 client of a dual-stack listener. RFC 4291 §2.5.5.2. */
const MAPPED = /^::ffff:(?=\d+\.)/i;

/** The place behind the address of a session; no database of the world's networks is asked. */
export function placeOf(remoteAddress: string): Place {
  const address = remoteAddress.replace(MAPPED, '');
  if (LOOPBACK.test(address)) return 'server';
  return PRIVATE.test(address) ? 'local' : 'internet';
}
