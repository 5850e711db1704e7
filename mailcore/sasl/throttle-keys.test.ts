import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalLogin, clientNetwork, throttleKeys } from './throttle-keys.ts';

const networks: [string, string | null][] = [
  ['192.0.2.77', '192.0.2.0/24'],
  ['::ffff:192.0.2.77', '192.0.2.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8::1', '2001:db8:0:0::/64'],
  ['2001:db8:0:00a0::', '2001:db8:0:a0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['127.0.0.1', null],
  ['127.8.9.10', null],
  ['::ffff:127.0.0.1', null],
  ['::1', null],
];

test('names the network of a client', () => {
  for (const [address, network] of networks) assert.equal(clientNetwork(address), network, address);
});

test('counts against account and network', () => {
  assert.deepEqual(throttleKeys('tomo@sample.com', '192.0.2.1'), [
    'account:tomo@sample.com',
    'address:192.0.2.0/24',
  ]);
  assert.deepEqual(throttleKeys('tomo@sample.com', '::1'), ['account:tomo@sample.com']);
});

test('spellings of one login count together', () => {
  assert.equal(canonicalLogin(' Tomo@SAMPLE.com '), 'tomo@sample.com');
  assert.equal(canonicalLogin('TOMO'), 'tomo');
  assert.equal(canonicalLogin('x'.repeat(5_000)).length, 254);
});
