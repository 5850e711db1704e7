import { BlockList, isIPv6 } from 'node:net';
import { canonicalAddress } from '../model/address.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const MAX_KEY_CHARS = 254;

/** The form a login name is looked up and counted under, whether or not it is an address. */
export function canonicalLogin(login: string): string {
  return canonicalAddress(login) ?? login.trim().toLowerCase().slice(0, MAX_KEY_CHARS);
}

/**
 * What failures of this sign-in count against: the account (`login` null: none was named), and the client's network. Everyone behind
 * a proxy or a local program comes from loopback, so that counts for the account only.
 */
export function throttleKeys(login: string | null, remoteAddress: string): string[] {
  const network = clientNetwork(remoteAddress);
  return [
    ...(login === null ? [] : [`account:${login}`]),
    ...(network === null ? [] : [`address:${network}`]),
  ];
}

/** What one customer usually holds: "192.0.2.0/24", "2001:db8:1:2::/64"; null for loopback. */
export function clientNetwork(remoteAddress: string): string | null {
  const address = remoteAddress.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) return null;
  if (!isIPv6(address)) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  return `${expandIpv6(address).slice(0, 4).join(':')}::/64`;
}

function expandIpv6(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...zeros, ...right].map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''));
}
