import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DotUnstuffer } from './dot-unstuffer.ts';

/** Feeds chunks as a reader would: what is not consumed comes again with the next. */
function unstuff(chunks: readonly string[]): { text: string; isOver: boolean; rest: string } {
  const unstuffer = new DotUnstuffer();
  let buffered = Buffer.alloc(0);
  let text = '';
  for (const chunk of chunks) {
    buffered = Buffer.concat([buffered, Buffer.from(chunk, 'latin1')]);
    const { pieces, consumedBytes, isOver } = unstuffer.push(buffered);
    for (const piece of pieces) text += piece.toString('latin1');
    buffered = buffered.subarray(consumedBytes);
    if (isOver) return { text, isOver, rest: buffered.toString('latin1') };
  }
  return { text, isOver: false, rest: buffered.toString('latin1') };
}

const BODIES: readonly (readonly [wire: string, text: string])[] = [
  ['.\r\n', ''],
  ['a\r\n.\r\n', 'a\r\n'],
  ['..\r\n.\r\n', '.\r\n'],
  ['..a\r\n...\r\n.b\r\n.\r\n', '.a\r\n..\r\nb\r\n'],
  ['a.\r\n\r\n..\r\n\r\n.\r\n', 'a.\r\n\r\n.\r\n\r\n'],
  // Nothing but CRLF . CRLF ends a message; the dot of a line goes all the same.
  ['a\n.\r\n.\r\n', 'a\n.\r\n'],
  ['a\r\n.\nb\r\n.\r\n', 'a\r\n\nb\r\n'],
  ['a\r\n.\rb\r\n.\r\n', 'a\r\n\rb\r\n'],
  ['a\r.\r\n.\r\n', 'a\r.\r\n'],
  ['a\r\r\n.\r\n', 'a\r\r\n'],
  ['.\r\r\n.\r\n', '\r\r\n'],
];

test('every body comes out the same in any two or three chunks, and byte by byte', () => {
  for (const [wire, text] of BODIES) {
    const sent = `${wire}NOOP\r\n`;
    const check = (chunks: readonly string[]) => {
      const result = unstuff(chunks);
      assert.equal(result.text, text, JSON.stringify(chunks));
      assert.ok(result.isOver, JSON.stringify(chunks));
      assert.ok('NOOP\r\n'.startsWith(result.rest));
    };
    check([...sent]);
    for (let i = 0; i <= sent.length; i++) {
      for (let j = i; j <= sent.length; j++) check([sent.slice(0, i), sent.slice(i, j), sent.slice(j)]);
    }
  }
});

test('what may be the end mark or half a line end waits for more', () => {
  assert.deepEqual(unstuff(['a\r']), { text: 'a', isOver: false, rest: '\r' });
  assert.deepEqual(unstuff(['a\r\n.']), { text: 'a\r\n', isOver: false, rest: '.' });
  assert.deepEqual(unstuff(['a\r\n.\r']), { text: 'a\r\n', isOver: false, rest: '.\r' });
});
