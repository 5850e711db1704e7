import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownListeners } from './own-listeners.ts';

const rows: [listener: string, address: string, port: number, isOwn: boolean][] = [
  ['127.0.0.1:25', '127.0.0.1', 25, true],
  ['127.0.0.1:25', '127.0.0.2', 25, false],
  ['127.0.0.1:25', '127.0.0.1', 2525, false],
  ['0.0.0.0:25', '127.0.0.1', 25, true],
  ['0.0.0.0:25', '192.0.2.1', 25, false],
  ['[::]:25', '::1', 25, true],
  ['[::1]:25', '::1', 25, true],
  ['localhost:25', '127.0.0.1', 25, true],
];

test('knows where we listen', () => {
  for (const [listener, address, port, isOwn] of rows) {
    const isOwnListener = ownListeners({ smtp: [listener], submission: [], submissions: [] });
    assert.equal(isOwnListener(address, port), isOwn, `${listener} ${address}:${port}`);
  }
  assert.equal(
    ownListeners({ smtp: [], submission: [], submissions: ['0.0.0.0:465'] })('127.0.0.1', 465),
    true,
  );
});
