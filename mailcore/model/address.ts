import { domainToASCII } from 'node:url';

/** A mailbox address split at its last `@`; `domain` is a lower-case A-label, `localPart` as written, unquoted. */
export interface Address {
  readonly localPart: string;
  readonly domain: string;
}

const DOMAIN =
  /^(?=.{1,255}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?)*$/;
const ADDRESS_LITERAL = /^\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9a-f:.]+)\]$/i;
/** Anything but controls, space, `<>()[]\,;:"@`; dots may stand anywhere: Japanese carriers issued `a..b.@`. */
const LOCAL_PART = /^[^\x00-\x20\x7f<>()[\]\\,;:"@]+$/;

/** The A-label of a domain in lower case, or null when it is no domain name. RFC 5891. */
export function normaliseDomain(domain: string): string | null {
  if (ADDRESS_LITERAL.test(domain)) return domain.toLowerCase();
  const trimmed = domain.endsWith('.') ? domain.slice(0, -1) : domain;
  const ascii = /[^\x00-\x7f]/.test(trimmed)
    ? domainToASCII(trimmed.normalize('NFC'))
    : trimmed.toLowerCase();
  return DOMAIN.test(ascii) ? ascii : null;
}

/**
 * Splits an address, liberally in the local part, strictly in the domain; null when it is none.
 * At most 64 bytes of local part and 254 in all. RFC 5321 §4.1.2, §4.5.3.1.
 */
export function parseAddress(text: string): Address | null {
  const at = text.lastIndexOf('@');
  if (at < 1) return null;
  const domain = normaliseDomain(text.slice(at + 1));
  const localPart = unquoteLocalPart(text.slice(0, at));
  if (domain === null || localPart === null) return null;
  if (Buffer.byteLength(localPart) > 64 || Buffer.byteLength(localPart) + domain.length > 253) return null;
  return { localPart, domain };
}

function unquoteLocalPart(text: string): string | null {
  if (!text.startsWith('"')) return LOCAL_PART.test(text) ? text.normalize('NFC') : null;
  if (text.length < 3 || !text.endsWith('"')) return null;
  const inner = text.slice(1, -1).replace(/\\(.)/gs, '$1');
  return /[\x00-\x1f\x7f]/.test(inner) ? null : inner.normalize('NFC');
}

/** Wire form: quotes the local part where RFC 5321 §4.1.2 demands it. */
export function formatAddress({ localPart, domain }: Address): string {
  const isDotString = /^[^\s.<>()[\]\\,;:"@]+(?:\.[^\s.<>()[\]\\,;:"@]+)*$/.test(localPart);
  return `${isDotString ? localPart : `"${localPart.replace(/(["\\])/g, '\\$1')}"`}@${domain}`;
}

/** The form accounts, aliases and logins are compared in: lower case, NFC, A-label; null when it is no address. */
export function canonicalAddress(text: string): string | null {
  const address = parseAddress(text.trim());
  return address && `${address.localPart.toLowerCase()}@${address.domain}`;
}

/** `tomo+shop@sample.com` -> `tomo@sample.com` and `shop`; the tag is null where there is none. RFC 5233. */
export function splitSubaddress(canonical: string): { base: string; tag: string | null } {
  const at = canonical.lastIndexOf('@');
  const plus = canonical.indexOf('+');
  if (plus < 1 || plus > at) return { base: canonical, tag: null };
  return { base: canonical.slice(0, plus) + canonical.slice(at), tag: canonical.slice(plus + 1, at) };
}
