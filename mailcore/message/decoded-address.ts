import type { AddressItem } from './address-list.ts';
import { decodeHeaderText, decodeRawText } from './encoded-word.ts';
import type { EmailAddress } from '../model/content.ts';

/** An address list with its groups; `name` is null for addresses outside any group. RFC 8621 §4.1.2.4. */
export interface AddressGroup {
  readonly name: string | null;
  readonly addresses: readonly EmailAddress[];
}

/** Decoded mailboxes of a parsed list, groups flattened. RFC 8621 §4.1.2.3. */
export function decodeAddresses(items: readonly AddressItem[]): EmailAddress[] {
  const addresses: EmailAddress[] = [];
  for (const item of items) if (item.kind === 'mailbox') addresses.push(decodeMailbox(item));
  return addresses;
}

/** Decoded list with groups kept. RFC 8621 §4.1.2.4. */
export function decodeGroupedAddresses(items: readonly AddressItem[]): AddressGroup[] {
  const groups: { name: string | null; addresses: EmailAddress[] }[] = [];
  let isOpen = false;
  for (const item of items) {
    if (item.kind === 'group') groups.push({ name: decodeHeaderText(item.name), addresses: [] });
    if (item.kind === 'mailbox') {
      if (!isOpen) groups.push({ name: null, addresses: [] });
      groups.at(-1)!.addresses.push(decodeMailbox(item));
    }
    isOpen = item.kind !== 'groupEnd';
  }
  return groups;
}

function decodeMailbox(item: Extract<AddressItem, { kind: 'mailbox' }>): EmailAddress {
  const name = item.name === null ? null : decodeHeaderText(item.name).trim();
  const local = decodeRawText(item.localPart);
  const quoted =
    /[\s"(),:;<>@[\\\]]/.test(local) && item.domain !== '' ? `"${local.replace(/["\\]/g, '\\$&')}"` : local;
  return {
    name: name || null,
    email: item.domain === '' ? local : `${quoted}@${decodeRawText(item.domain)}`,
  };
}
