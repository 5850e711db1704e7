import { badArguments } from './syntax-error.ts';

/**
 * The name in HELO and EHLO: a domain or an address literal, read liberally (under_scores, single labels, no dots), because clients
 * behind NAT rarely know their name; but nothing that could write into our headers. RFC 5321 §4.1.1.1, §4.1.3.
 */
export function parseHelo(argument: string): string {
  const name = argument.trim();
  if (name === '') throw badArguments('a name must follow');
  if (name.length > 255 || !/^(?:[\p{L}\p{N}._-]+|\[[A-Za-z0-9:.]+\])$/u.test(name)) {
    throw badArguments('name is not valid');
  }
  return name;
}
