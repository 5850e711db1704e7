import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FLAG } from './keyword.ts';
import {
  ALL_RIGHTS,
  applyRightsChange,
  flagMask,
  formatRights,
  joinRights,
  maskKeywords,
  NO_RIGHTS,
  parseRights,
  type Rights,
} from './rights.ts';

const LETTERS: readonly [letters: string, rights: string | null, shown?: string][] = [
  ['', '', ''],
  ['rl', 'lr', 'lr'],
  ['llrr', 'lr', 'lr'],
  ['lrc', 'lrkx', 'lrkxc'],
  ['d', 'te', 'ted'],
  ['x', 'x', 'xc'],
  ['lrswipkxtea', 'lrswipkxtea', 'lrswipkxteacd'],
  ['z', null],
  ['L', null],
  ['0', null],
  ['l r', null],
];

for (const [letters, rights, shown] of LETTERS) {
  test(`rights "${letters}" are ${rights ?? 'none'}`, () => {
    const parsed = parseRights(letters);
    assert.equal(parsed, rights);
    if (parsed !== null) assert.equal(formatRights(parsed), shown);
  });
}

test('rights are replaced, added and removed', () => {
  const lr = 'lr' as Rights;
  assert.equal(applyRightsChange(lr, { mode: 'replace', rights: 'w' as Rights }), 'w');
  assert.equal(applyRightsChange(lr, { mode: 'add', rights: 'wl' as Rights }), 'lrw');
  assert.equal(applyRightsChange(lr, { mode: 'remove', rights: 'rx' as Rights }), 'l');
  assert.equal(joinRights(lr, 'ae' as Rights), 'lrea');
});

test('a mask lets through what the rights allow', () => {
  const before = { flags: FLAG.flagged, custom: ['old'] };
  const wanted = { flags: FLAG.seen, custom: ['new'] };
  const through = (rights: string) => maskKeywords(before, wanted, flagMask(rights as Rights));
  assert.deepEqual(through(NO_RIGHTS), before);
  assert.deepEqual(through(ALL_RIGHTS), wanted);
  assert.deepEqual(through('s'), { flags: FLAG.flagged | FLAG.seen, custom: ['old'] });
  assert.deepEqual(through('w'), { flags: 0, custom: ['new'] });
  assert.equal(flagMask('t' as Rights).deleted, true);
});
