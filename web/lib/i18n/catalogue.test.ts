import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from './en.ts';
import { ja } from './ja.ts';
import { format, type Message } from './messages.ts';

const texts = (message: Message): string[] =>
  typeof message === 'string' ? [message] : Object.values(message);
const placeholders = (message: Message) =>
  new Set(texts(message).flatMap((text) => text.match(/\{\w+\}/g) ?? []));

test('both languages have the same keys, each with words', () => {
  assert.deepEqual(Object.keys(ja).sort(), Object.keys(en).sort());
  for (const [key, message] of [...Object.entries(en), ...Object.entries(ja)]) {
    for (const text of texts(message as Message)) assert.ok(text.trim() !== '', key);
  }
});

test('a value that one language shows is shown by the other; only a plural may leave out its number', () => {
  for (const [key, message] of Object.entries(en)) {
    const [english, japanese] = [placeholders(message), placeholders((ja as Record<string, Message>)[key]!)];
    english.delete('{count}');
    japanese.delete('{count}');
    assert.deepEqual([...japanese].sort(), [...english].sort(), key);
  }
});

test('plural forms and grouped numbers', () => {
  assert.equal(format(en['list.conversations'], 'en', { count: 1 }), '1 conversation');
  assert.equal(format(en['list.conversations'], 'en', { count: 12_345 }), '12,345 conversations');
  assert.match(format(ja['list.conversations'], 'ja', { count: 12_345 }), /12,345/);
});
