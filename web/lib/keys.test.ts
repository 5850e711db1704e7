import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from './i18n/en.ts';
import { keyName, KEYS, KeySequence, type KeyPress } from './keys.ts';

function press(key: string, more: Partial<KeyPress> = {}): KeyPress {
  const plain = {
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    isComposing: false,
    keyCode: 0,
  };
  return { key, code: '', ...plain, ...more };
}

test('single keys, shifted keys and sequences', () => {
  const keys = new KeySequence();
  assert.equal(keys.press(press('j'), 0), 'older');
  assert.equal(keys.press(press('U', { shiftKey: true }), 10), 'markUnread');
  assert.equal(keys.press(press('#', { shiftKey: true }), 20), 'delete');
  assert.equal(keys.press(press('g'), 30), 'pending');
  assert.equal(keys.press(press('i'), 40), 'goInbox');
  assert.equal(keys.press(press('g'), 50), 'pending');
  assert.equal(keys.press(press('a'), 60), 'goArchive', 'not reply all');
});

test('a sequence that goes nowhere leaves the last key to itself; a slow one is forgotten', () => {
  const keys = new KeySequence();
  keys.press(press('g'), 0);
  assert.equal(keys.press(press('e'), 10), 'archive');
  keys.press(press('g'), 20);
  assert.equal(keys.press(press('a'), 2_000), 'replyAll');
});

test('nothing while an input method composes, or with Ctrl, Alt, Meta', () => {
  for (const more of [
    { isComposing: true },
    { keyCode: 229 },
    { ctrlKey: true },
    { metaKey: true },
    { altKey: true },
  ]) {
    assert.equal(keyName(press('j', more)), null, JSON.stringify(more));
  }
});

test('a full-width keyboard works by the place of the key', () => {
  assert.equal(keyName(press('ｊ', { code: 'KeyJ' })), 'j');
  assert.equal(keyName(press('Process', { code: 'KeyE' })), 'e');
  assert.equal(keyName(press('？')), '?');
  assert.equal(keyName(press('＃')), '#');
});

test('no two commands share keys, and every label has words', () => {
  const seen = new Set<string>();
  for (const { keys, label } of KEYS) {
    assert.ok(!seen.has(keys.join(' ')), keys.join(' '));
    seen.add(keys.join(' '));
    assert.ok(label in en);
  }
});
