import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EXACT_CHARACTERS, runsOf, tokensOf } from './tokens.ts';

const RUNS: readonly (readonly [folded: string, ...runs: string[]])[] = [
  ['meeting at 10:30', 'word:meeting', 'word:at', 'word:10', 'word:30'],
  ['会議room', 'gram:会議', 'word:room'],
  ['すーぱー', 'gram:すーぱー'],
  ['한글 ก', 'gram:한글', 'gram:ก'],
  ['straße_é', 'word:straße', 'word:é'],
  ['🎉会', 'gram:🎉会'],
  ['𠮷野', 'gram:𠮷野'],
  ['<a@b.org>', 'word:a', 'word:b', 'word:org'],
  [' .!? '],
  [''],
];

test('runs of words and of characters without spaces between them', () => {
  for (const [folded, ...runs] of RUNS)
    assert.deepEqual(
      runsOf(folded).map(({ kind, text }) => `${kind}:${text}`),
      runs,
      folded,
    );
});

test('pairs of characters, and the last one alone', () => {
  assert.deepEqual([...(tokensOf('会議室 x', 10)?.grams ?? [])], ['会議', '議室', '室']);
  assert.deepEqual([...(tokensOf('𠮷野', 10)?.grams ?? [])], ['𠮷野', '野']);
});

test('more tokens than allowed are no tokens', () => {
  assert.equal(tokensOf('a b c', 2), null);
  assert.notEqual(tokensOf('a b a b', 2), null);
});

test('any few characters of a long word lie within one of its pieces', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', 'é', '𐐨'), minLength: 1, maxLength: 400 }),
      fc.nat(),
      (word, seed) => {
        const characters = Array.from(word);
        const at = seed % characters.length;
        const some = characters.slice(at, at + EXACT_CHARACTERS).join('');
        const words = tokensOf(word, 1_000)?.words ?? new Set<string>();
        assert.ok([...words].some((piece) => piece.includes(some)));
        for (const piece of words) assert.ok(word.includes(piece));
      },
    ),
  );
});
