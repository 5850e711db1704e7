import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopbackAddress, limitKey, plainAddress } from './ip.ts';

test('IPv4 peers of a dual-stack listener lose their prefix', () => {
  assert.equal(plainAddress('::ffff:192.0.2.1'), '192.0.2.1');
  assert.equal(plainAddress('::ffff'), '::ffff');
  assert.equal(plainAddress('2001:db8::1'), '2001:db8::1');
});

test('loopback', () => {
  for (const address of ['127.0.0.1', '127.9.9.9', '::1']) assert.equal(isLoopbackAddress(address), true);
  for (const address of ['128.0.0.1', '::2', '']) assert.equal(isLoopbackAddress(address), false);
});

test('IPv6 peers are counted by their /64', () => {
  const table: [string, string][] = [
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['2001:0db8:1::', '2001:db8:1:0::/64'],
  ];
  for (const [address, key] of table) assert.equal(limitKey(address), key);
});
