import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListEmail } from '../../lib/jmap/email.ts';
import { suggestAddresses } from './address-book.ts';

const person = (name: string | null, email: string) => [{ name, email }];
const emails = [
  { from: person('Aoi Sato', 'aoi@example.org'), to: person(null, 'kei@example.org'), cc: null },
  { from: person(null, 'AOI@example.org'), to: null, cc: person('佐藤 健', 'ken@sub.example.jp') },
  { from: person('Kei Abe', 'kei@example.org'), to: null, cc: person('Kaoru', 'kaoru@x.org') },
] as ListEmail[];
const found = (query: string, taken: string[] = []) =>
  suggestAddresses(emails, query, new Set(taken)).map(({ name, email }) => `${name} ${email}`);

test('finds by the beginning of names, addresses and domains', () => {
  assert.deepEqual(found('sat'), ['Aoi Sato aoi@example.org']);
  assert.deepEqual(found('sub.exa'), []);
  assert.deepEqual(found('sub'), ['佐藤 健 ken@sub.example.jp']);
  assert.deepEqual(found('oi'), []);
});

test('those written to come first, and a name is kept', () => {
  assert.deepEqual(found('k'), [
    'Kei Abe kei@example.org',
    'Kaoru kaoru@x.org',
    '佐藤 健 ken@sub.example.jp',
  ]);
});

test('Japanese is found anywhere in a name, in any width', () => {
  assert.deepEqual(found('藤'), ['佐藤 健 ken@sub.example.jp']);
  assert.deepEqual(found('ａｏｉ'), ['Aoi Sato aoi@example.org']);
});

test('who is a recipient already is not offered', () => {
  assert.deepEqual(found('aoi', ['aoi@example.org']), []);
});
