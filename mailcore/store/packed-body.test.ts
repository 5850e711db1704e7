import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { packedContainer, parseContainer } from './containers.ts';
import { packBody, unpackBody, unpackBodyNow } from './packed-body.ts';
import { UnpackedBodies } from './unpacked-bodies.ts';

const CONTAINERS: [container: string, segment: number | null, storedBytes: number | null][] = [
  ['s12', 12, null],
  ['z12/345', 12, 345],
  ['fabcdef', null, null],
  ['f12/3', null, null],
];

for (const [container, segment, storedBytes] of CONTAINERS) {
  test(`container ${container}`, () => assert.deepEqual(parseContainer(container), { segment, storedBytes }));
}

test('a container that was named can be read', () => {
  assert.deepEqual(parseContainer(packedContainer(7, 89)), { segment: 7, storedBytes: 89 });
});

test('text is packed and unpacked; noise stays as it is', async () => {
  const body = Buffer.from('Subject: hello\r\n'.repeat(1_000));
  const packed = await packBody(body);
  assert.ok(packed.length < body.length / 10);
  assert.deepEqual(await unpackBody(packed, body.length), body);
  assert.deepEqual(unpackBodyNow(packed, body.length), body);
  const noise = randomBytes(5_000);
  assert.equal(await packBody(noise), noise);
  assert.equal(await unpackBody(noise, noise.length), noise);
});

test('a frame of another length is refused, and never unpacked beyond the length of the body', async () => {
  const bomb = zstdCompressSync(Buffer.alloc(64 * 1024 * 1024));
  await assert.rejects(unpackBody(bomb, 1_000));
  assert.throws(() => unpackBodyNow(bomb, 1_000));
  await assert.rejects(unpackBody(zstdCompressSync(Buffer.alloc(10)), 1_000));
  await assert.rejects(unpackBody(Buffer.from('nonsense'), 1_000));
});

test('the latest unpacked bodies are kept, within a bound', () => {
  const bodies = new UnpackedBodies(10);
  bodies.put('a', Buffer.alloc(4));
  bodies.put('b', Buffer.alloc(4));
  bodies.get('a');
  bodies.put('c', Buffer.alloc(4));
  bodies.put('large', Buffer.alloc(11));
  assert.deepEqual(
    ['a', 'b', 'c', 'large'].map((key) => bodies.get(key) !== null),
    [true, false, true, false],
  );
});
