import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesPattern } from './mailbox-tree.ts';

/** RFC 9051 §6.3.9. */
const PATTERNS: readonly [path: string, pattern: string, matches: boolean][] = [
  ['INBOX', '*', true],
  ['a/b/c', '*', true],
  ['a/b/c', '%', false],
  ['a', '%', true],
  ['a/b', '%/%', true],
  ['a/b/c', 'a/%/c', true],
  ['a/b/c', 'a*c', true],
  ['a/b/c', 'a%c', false],
  ['ab', 'a%b', true],
  ['a/b', 'a/b%', true],
  ['a/b', 'a%*b', true],
  ['work.txt', 'work?txt', false],
  ['日本語/件', '日%/%', true],
  ['', '*', true],
  ['a', '', false],
];
for (const [path, pattern, matches] of PATTERNS) {
  test(`${pattern} ${matches ? 'matches' : 'does not match'} ${path}`, () => {
    assert.equal(matchesPattern(path, pattern), matches);
  });
}
