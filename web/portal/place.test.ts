import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOf, type Place } from './place.ts';

const ADDRESSES: [address: string, expected: Place][] = [
  ['127.0.0.1', 'server'],
  ['::1', 'server'],
  ['::ffff:127.0.0.1', 'server'],
  ['::1234', 'internet'],
  ['10.1.2.3', 'local'],
  ['172.16.0.1', 'local'],
  ['172.31.255.1', 'local'],
  ['172.32.0.1', 'internet'],
  ['192.168.1.20', 'local'],
  ['::ffff:192.168.1.20', 'local'],
  ['169.254.9.9', 'local'],
  ['fd12:3456::1', 'local'],
  ['fe80::1', 'local'],
  ['203.0.113.7', 'internet'],
  ['2001:db8::1', 'internet'],
  ['', 'internet'],
];

for (const [address, expected] of ADDRESSES) {
  test(`${address} is ${expected}`, () => assert.equal(placeOf(address), expected));
}
