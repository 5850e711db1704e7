import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WireError } from '../errors.ts';
import { ByteBuffer } from './byte-buffer.ts';

function bufferOf(...chunks: string[]): ByteBuffer {
  const buffer = new ByteBuffer();
  for (const chunk of chunks) buffer.append(Buffer.from(chunk, 'latin1'));
  return buffer;
}

function lines(buffer: ByteBuffer, maxBytes = 100): string[] {
  const found: string[] = [];
  for (let line = buffer.takeLine(maxBytes); line !== null; line = buffer.takeLine(maxBytes)) {
    found.push(line.toString('latin1') + (buffer.lastLineWasBare ? '|LF' : ''));
  }
  return found;
}

test('lines split anywhere come out the same', () => {
  const text = 'EHLO a\r\n\r\nbare\nx\ry\r\nrest';
  for (let cut = 0; cut <= text.length; cut++) {
    const buffer = bufferOf();
    const found: string[] = [];
    for (const part of [text.slice(0, cut), text.slice(cut)]) {
      if (part) buffer.append(Buffer.from(part));
      found.push(...lines(buffer));
    }
    assert.deepEqual(found, ['EHLO a', '', 'bare|LF', 'x\ry']);
    assert.equal(buffer.peek().toString(), 'rest');
  }
});

test('a line of exactly the limit passes, whatever the chunks', () => {
  assert.deepEqual(lines(bufferOf('12345\r\n'), 5), ['12345']);
  const buffer = bufferOf('12345\r');
  assert.equal(buffer.takeLine(5), null);
  buffer.append(Buffer.from('\n'));
  assert.equal(buffer.takeLine(5)?.toString(), '12345');
});

test('an over-long line is refused once, its rest is dropped, the next line works', () => {
  const buffer = bufferOf('123456789');
  assert.throws(() => buffer.takeLine(5), WireError);
  assert.equal(buffer.length, 0);
  for (let i = 0; i < 1000; i++) buffer.append(Buffer.alloc(1000, 0x61));
  assert.equal(buffer.length, 0);
  assert.equal(buffer.takeLine(5), null);
  buffer.append(Buffer.from('end\r\nNOOP\r\n'));
  assert.deepEqual(lines(buffer), ['NOOP']);
});

test('an over-long line that is there in whole is refused, the next line works', () => {
  const buffer = bufferOf('123456789\r\nNOOP\r\n');
  assert.throws(() => buffer.takeLine(5), WireError);
  assert.deepEqual(lines(buffer), ['NOOP']);
});

test('take and peek', () => {
  const buffer = bufferOf('abc', 'def');
  assert.equal(buffer.take(2).toString(), 'ab');
  assert.equal(buffer.peek().toString(), 'cdef');
  assert.equal(buffer.take(100).toString(), 'cdef');
  assert.equal(buffer.take(1).length, 0);
});
