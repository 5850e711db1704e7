import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyPatch, escapeStep, inversePatch } from './patch.ts';

const email = { mailboxIds: { inbox: true, work: true }, keywords: { $seen: true }, subject: 'a' };

for (const [name, patch, expected] of [
  ['sets a keyword', { 'keywords/$flagged': true }, { ...email, keywords: { $seen: true, $flagged: true } }],
  ['removes a keyword', { 'keywords/$seen': null }, { ...email, keywords: {} }],
  ['replaces a whole property', { mailboxIds: { trash: true } }, { ...email, mailboxIds: { trash: true } }],
  [
    'moves',
    { 'mailboxIds/inbox': null, 'mailboxIds/archive': true },
    { ...email, mailboxIds: { work: true, archive: true } },
  ],
  ['empties a property', { subject: null }, { ...email, subject: null }],
  ['unescapes steps', { 'keywords/a~1b~0c': true }, { ...email, keywords: { $seen: true, 'a/b~c': true } }],
] as const) {
  test(`${name}, and its inverse puts it back`, () => {
    const before = structuredClone(email);
    const patched = applyPatch<object>(email, patch);
    assert.deepEqual(patched, expected);
    assert.deepEqual(email, before);
    assert.deepEqual(applyPatch(patched, inversePatch(email, patch)), email);
  });
}

test('a keyword survives the way into a pointer and back', () => {
  const patched = applyPatch({ keywords: {} }, { [`keywords/${escapeStep('~/x')}`]: true });
  assert.deepEqual(patched, { keywords: { '~/x': true } });
});
