import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { SegmentWriter } from './segments.ts';

const OPTIONS = { segmentBytes: 10, durable: false };

function temporary(context: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  context.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

function bodies(...texts: string[]): Buffer[] {
  return texts.map((text) => Buffer.from(text));
}

test('bodies follow each other until the segment is full', async (context) => {
  const directory = temporary(context);
  const writer = new SegmentWriter(directory, OPTIONS);
  const first = await writer.append(bodies('hello', '', 'world!'));
  const second = await writer.append(bodies('next'));
  await writer.close();
  assert.deepEqual(first, [
    { container: 's1', offset: 0 },
    { container: 's1', offset: 5 },
    { container: 's1', offset: 5 },
  ]);
  assert.deepEqual(second, [{ container: 's2', offset: 0 }]);
  assert.equal(readFileSync(join(directory, '1.seg'), 'utf8'), 'helloworld!');
});

test('after a restart the tail a crash left is passed, not overwritten', async (context) => {
  const directory = temporary(context);
  writeFileSync(join(directory, '7.seg'), 'tail');
  const writer = new SegmentWriter(directory, OPTIONS);
  assert.deepEqual(await writer.append(bodies('body')), [{ container: 's7', offset: 4 }]);
  await writer.close();
  assert.equal(readFileSync(join(directory, '7.seg'), 'utf8'), 'tailbody');
});

test('an abandoned segment is never written again', async (context) => {
  const directory = temporary(context);
  const writer = new SegmentWriter(directory, OPTIONS);
  await writer.append(bodies('a'));
  await writer.abandonCurrent();
  assert.deepEqual(await writer.append(bodies('b')), [{ container: 's2', offset: 0 }]);
  await writer.close();
  assert.deepEqual(readdirSync(directory).sort(), ['1.seg', '2.seg']);
});

test('small bodies are written into zeros of the file, which a close gives back', async (context) => {
  const directory = temporary(context);
  const path = join(directory, '1.seg');
  const writer = new SegmentWriter(directory, { segmentBytes: 1024 * 1024 * 1024, durable: true });
  await writer.append(bodies('first'));
  const aheadBytes = statSync(path).size;
  assert.ok(aheadBytes > 5, 'the file is longer than its bodies');
  assert.deepEqual(await writer.append(bodies('second')), [{ container: 's1', offset: 5 }]);
  assert.equal(statSync(path).size, aheadBytes, 'the second changed no file size');
  const large = Buffer.alloc(aheadBytes, 'x');
  assert.deepEqual(await writer.append([large]), [{ container: 's1', offset: 11 }]);
  assert.equal(statSync(path).size, 11 + large.length, 'a large body takes no more than its own room');
  assert.deepEqual(await writer.append(bodies('last')), [{ container: 's1', offset: 11 + large.length }]);
  await writer.close();
  assert.equal(readFileSync(path, 'latin1'), `firstsecond${large.toString('latin1')}last`);
});

test('zeros that a crash left are passed', async (context) => {
  const directory = temporary(context);
  const crashed = new SegmentWriter(directory, { segmentBytes: 1024 * 1024 * 1024, durable: true });
  await crashed.append(bodies('first'));
  const { size } = statSync(join(directory, '1.seg'));
  await crashed.abandonCurrent();
  const writer = new SegmentWriter(directory, { segmentBytes: 1024 * 1024 * 1024, durable: true });
  assert.deepEqual(await writer.append(bodies('next')), [{ container: 's1', offset: size }]);
  await writer.close();
});
