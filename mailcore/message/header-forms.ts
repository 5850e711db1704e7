import { parseAddressList } from './address-list.ts';
import { parseDate } from './date.ts';
import { decodeAddresses, decodeGroupedAddresses } from './decoded-address.ts';
import type { AddressGroup } from './decoded-address.ts';
import { decodeHeaderText } from './encoded-word.ts';
import { unfold } from './header-section.ts';
import { parseMessageIds } from './message-id.ts';
import type { EmailAddress } from '../model/content.ts';

/** The parsed forms of a header field. Each takes the raw binary value after the colon. RFC 8621 §4.1.2. */

/** RFC 8621 §4.1.2.1: as it stands; what is not UTF-8, and NUL, become U+FFFD. */
export function asRaw(raw: string): string {
  return Buffer.from(raw, 'latin1').toString('utf8').replaceAll('\0', '\ufffd');
}

/** RFC 8621 §4.1.2.2: unfolded, encoded words decoded, NFC, without leading and trailing white space. */
export function asText(raw: string): string {
  return decodeHeaderText(unfold(raw).trim()).trim();
}

/** RFC 8621 §4.1.2.3. */
export function asAddresses(raw: string): EmailAddress[] {
  return decodeAddresses(parseAddressList(unfold(raw).trim()));
}

/** RFC 8621 §4.1.2.4. */
export function asGroupedAddresses(raw: string): AddressGroup[] {
  return decodeGroupedAddresses(parseAddressList(unfold(raw).trim()));
}

/** RFC 8621 §4.1.2.5. */
export function asMessageIds(raw: string): string[] | null {
  return parseMessageIds(unfold(raw).trim());
}

/** RFC 8621 §4.1.2.6: ISO 8601 with the header's own offset. */
export function asDate(raw: string): string | null {
  return parseDate(unfold(raw).trim());
}

/** RFC 8621 §4.1.2.7, RFC 2369 §2: the URLs in angle brackets, white space inside them removed. */
export function asUrls(raw: string): string[] | null {
  const urls = [...unfold(raw).matchAll(/<([^<>]+)>/g)].map((match) => match[1]!.replace(/\s+/g, ''));
  const present = urls.filter((url) => url !== '');
  return present.length === 0 ? null : present;
}
