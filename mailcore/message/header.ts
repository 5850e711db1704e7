/** Header fields: iteration over bytes, the forms of their values, address lists, dates. */
export { decodeAddresses, decodeGroupedAddresses, parseAddressList } from './address-list.ts';
export type { AddressGroup, AddressItem } from './address-list.ts';
export { parseDate } from './date.ts';
export {
  asAddresses,
  asDate,
  asGroupedAddresses,
  asMessageIds,
  asRaw,
  asText,
  asUrls,
} from './header-forms.ts';
export { readHeader, unfold, HeaderSection } from './header-section.ts';
export type { HeaderField } from './header-section.ts';
