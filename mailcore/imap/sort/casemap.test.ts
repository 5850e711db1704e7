import assert from 'node:assert/strict';
import { test } from 'node:test';
import { casemapKey } from './casemap.ts';

const EQUAL: readonly [string, string][] = [
  ['abc', 'ABC'],
  ['é', 'É'],
  ['é', 'e\u0301'],
  ['ａｂｃ', 'ABC'],
  ['ｶﾞ', 'ガ'],
  ['ǆ', 'Ǆ'],
  ['ᾀ', 'ᾈ'],
  ['привет', 'ПРИВЕТ'],
];
for (const [a, b] of EQUAL) test(`${a} equals ${b}`, () => assert.equal(casemapKey(a), casemapKey(b)));

/** Ascending. RFC 5051 §2 (2)(a): ß has no titlecase of one character. */
const ORDER = ['', ' ', '1', 'A', 'aa', 'B', 'b ', 'z', 'ß', 'α', 'あ', 'ア', '会議', '\ufffd', '😀'];
test('keys order as octets do', () => {
  const shuffled = [...ORDER].reverse();
  shuffled.sort((a, b) => (casemapKey(a) < casemapKey(b) ? -1 : 1));
  assert.deepEqual(shuffled, ORDER);
});
