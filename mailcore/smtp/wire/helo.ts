import { normaliseDomain } from '../../model/address.ts';
import { badArguments } from './syntax-error.ts';

/**
 * The name in HELO and EHLO: a domain or an address literal, read liberally (under_scores, single labels, no dots), because clients
 * behind NAT rarely know their name; but nothing that could write into our headers. RFC 5321 §4.1.1.1, §4.1.3.
 */
export function parseHelo(argument: string): string {
  const name = argument.trim();
  if (name === '') throw badArguments('a name must follow');
  // RFC 6531 §3.3: a domain in UTF-8 is written down as its A-label.
  const ascii = /[^\x00-\x7f]/.test(name) ? normaliseDomain(name) : name;
  if (ascii === null || ascii.length > 255 || !/^(?:[A-Za-z0-9._-]+|\[[A-Za-z0-9:.]+\])$/.test(ascii)) {
    throw badArguments('name is not valid');
  }
  return ascii;
}
