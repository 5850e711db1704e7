import type { EmailAddress } from '../../../mailcore/jmap/types.ts';

/** What stands in an address field once it was committed. */
export interface Chip extends EmailAddress {
  readonly isValid: boolean;
}

/**
 * Reads what was typed or pasted into a recipient field: addresses with or without names, parted by commas, semicolons, line ends, or,
 * between bare addresses, spaces. Full-width signs of an input method count as their ASCII forms. What is no address becomes an invalid chip.
 */
export function parseChips(input: string): Chip[] {
  return splitEntries(input).flatMap(parseEntry);
}

/**
 * Liberal on purpose: Japanese carriers gave out `a..b@` and `ab.@` until 2009, and those addresses live on. A domain of one label
 * (`localhost`) is a domain.
 */
export function isValidAddress(address: string): boolean {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (at < 1 || address.length > 320 || new TextEncoder().encode(local).length > 64) return false;
  return LOCAL_PART.test(local) && (DOMAIN.test(domain) || ADDRESS_LITERAL.test(domain));
}

/** `name <address>` as it would be typed, so that it parses to the same. */
export function formatAddress({ name, email }: EmailAddress): string {
  if (!name) return email;
  const isPlain = !/[":<>@()[\]\\]/.test(name) && ![...name].some((sign) => SEPARATORS.has(sign));
  return `${isPlain ? name : `"${name.replace(/["\\]/g, '\\$&')}"`} <${email}>`;
}

export function toChip({ name, email }: EmailAddress): Chip {
  return { name, email, isValid: isValidAddress(email) };
}

const LOCAL_PART = /^(?:[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~.-]+|"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*")$/u;
const LABEL = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}\\p{M}-]{0,61}[\\p{L}\\p{N}\\p{M}])?';
const DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, 'u');
const ADDRESS_LITERAL = /^\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9a-f:.]+)\]$/i;
const SEPARATORS = new Set([',', ';', '\n', '\r', '、', '，', '；']);

/** Cuts at separators outside quotes, angle brackets and comments. */
function splitEntries(input: string): string[] {
  const entries: string[] = [];
  let entry = '';
  let closing = '';
  for (let index = 0; index < input.length; index += 1) {
    const sign = input[index]!;
    if (sign === '\\' && closing === '"') entry += sign + (input[(index += 1)] ?? '');
    else if (closing === '' && SEPARATORS.has(sign)) {
      entries.push(entry);
      entry = '';
    } else {
      closing = closing === '' ? (CLOSING[sign] ?? '') : sign === closing ? '' : closing;
      entry += sign;
    }
  }
  return [...entries, entry].map((text) => text.trim()).filter((text) => text !== '');
}

const CLOSING: Record<string, string> = { '"': '"', '<': '>', '(': ')' };

function parseEntry(entry: string): Chip[] {
  const angled = /^(.*?)<([^<>]*)>?\s*$/s.exec(entry);
  if (angled) return [chip(unquote(angled[1]!), angled[2]!)];
  const commented = /^(\S+@\S+)\s+\((.*)\)$/s.exec(entry);
  if (commented) return [chip(commented[2]!, commented[1]!)];
  const words = entry.split(/\s+/);
  if (words.every((word) => isValidAddress(clean(word)))) return words.map((word) => chip('', word));
  return [chip('', entry)];
}

function chip(name: string, address: string): Chip {
  const email = clean(address);
  return { name: name.trim() || null, email, isValid: isValidAddress(email) };
}

function clean(address: string): string {
  return address
    .trim()
    .replace(/^mailto:/i, '')
    .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replaceAll('。', '.');
}

function unquote(name: string): string {
  const quoted = /^\s*"(.*)"\s*$/s.exec(name);
  return quoted ? quoted[1]!.replace(/\\(.)/gs, '$1') : name;
}
