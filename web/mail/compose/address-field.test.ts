import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../../lib/jmap/testing/rune-loader.ts';
import type { Chip } from './address-input.ts';

const { AddressFieldState } = await import('./address-field.svelte.ts');

function field(suggestions: string[] = []) {
  const said: string[] = [];
  const source = {
    chips: [] as readonly Chip[],
    setChips(chips: readonly Chip[]) {
      source.chips = chips;
    },
    suggest: (query: string) =>
      suggestions
        .filter((email) => query !== '' && email.startsWith(query))
        .map((email) => ({ name: null, email })),
    announceAdded: (chips: readonly Chip[]) => said.push(...chips.map(({ email }) => `+${email}`)),
    announceRemoved: ({ email }: Chip) => said.push(`-${email}`),
  };
  const state = new AddressFieldState(source);
  const type = (text: string, isComposing = false) => {
    state.text = text;
    state.onInput(isComposing);
  };
  /** True when the key did something here. */
  const press = (key: string, more: Partial<KeyboardEvent> = {}) => {
    let isTaken = false;
    const event = { key, preventDefault: () => (isTaken = true), stopPropagation: () => undefined, ...more };
    state.onKeydown(event as unknown as KeyboardEvent);
    return isTaken;
  };
  return { state, source, said, type, press, emails: () => source.chips.map(({ email }) => email) };
}

for (const key of ['Enter', ',', ';']) {
  test(`${key} commits`, () => {
    const { type, press, emails } = field();
    type('a@b.org');
    assert.ok(press(key));
    assert.deepEqual(emails(), ['a@b.org']);
  });
}

test('Enter in an empty field goes no further, Ctrl+Enter does', () => {
  const { press } = field();
  assert.ok(press('Enter'));
  assert.equal(press('Enter', { ctrlKey: true }), false);
});

test('Tab commits and lets the focus go on', () => {
  const { type, press, emails } = field();
  type('a@b.org');
  assert.equal(press('Tab'), false);
  assert.deepEqual(emails(), ['a@b.org']);
});

test('keys of an input method commit nothing', () => {
  const { type, press, emails, state } = field();
  type('さとう、', true);
  assert.equal(press('Enter', { isComposing: true }), false);
  assert.equal(press('Enter', { keyCode: 229 }), false);
  assert.deepEqual(emails(), []);
  state.onInput(false);
  assert.deepEqual(emails(), ['さとう']);
});

test('a paste of several becomes several chips, a word stays text', () => {
  const { state, emails } = field();
  assert.ok(state.onPaste('Aoi <a@b.org>, c@d.org\nc@d.org'));
  assert.deepEqual(emails(), ['a@b.org', 'c@d.org']);
  assert.equal(state.onPaste('Aoi'), false);
});

test('nobody is added twice', () => {
  const { type, press, emails, said } = field();
  type('a@b.org');
  press('Enter');
  type('A@b.org');
  press('Enter');
  assert.deepEqual(emails(), ['a@b.org']);
  assert.deepEqual(said, ['+a@b.org']);
});

test('arrows choose a suggestion, Enter takes it, Escape closes the list first', () => {
  const { type, press, emails, state } = field(['aoi@x.org', 'abe@x.org']);
  type('a');
  press('ArrowDown');
  press('ArrowDown');
  press('Enter');
  assert.deepEqual(emails(), ['abe@x.org']);
  type('a');
  assert.ok(press('Escape'));
  assert.equal(state.isOpen, false);
  assert.equal(press('Escape'), false, 'the second one is for the form');
});

test('Backspace in an empty field removes the last chip', () => {
  const { type, press, emails, said } = field();
  type('a@b.org, c@d.org,');
  press('Backspace');
  assert.deepEqual(emails(), ['a@b.org']);
  assert.equal(said.at(-1), '-c@d.org');
});

test('a chip can be made text again', () => {
  const { state, source, emails } = field();
  state.onPaste('"Sato, Aoi" <a@b>');
  state.edit(source.chips[0]!);
  assert.equal(state.text, '"Sato, Aoi" <a@b>');
  state.commit();
  assert.deepEqual(emails(), ['a@b']);
});
