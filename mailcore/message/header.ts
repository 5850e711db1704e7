/** Header fields: iteration over bytes, the forms of their values, address lists, dates. */
export { parseAddressList } from './address-list.ts';
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
export { readHeader, HeaderSection } from './header-section.ts';
