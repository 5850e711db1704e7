import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MailError } from '../../errors.ts';
import { openJmapFixture, upload } from '../../testing/jmap-fixture.ts';
import { formatBlobId, parseBlobId } from './blob-id.ts';
import type { BlobId } from '../../model/ids.ts';

const IDS: readonly [id: string, expected: ReturnType<typeof parseBlobId>][] = [
  ['b7', { blobId: 7 as BlobId, part: null }],
  ['b7-0-5-base64', { blobId: 7 as BlobId, part: { start: 0, end: 5, encoding: 'base64' } }],
  ['b7-5-5-qp', { blobId: 7 as BlobId, part: { start: 5, end: 5, encoding: 'qp' } }],
  ['b0', null],
  ['b07', null],
  ['b7-5-4-qp', null],
  ['b7-0-5-gzip', null],
  ['b7-0-5', null],
  ['b7--1-5-qp', null],
  ['b99999999999999999999', null],
  ['m7', null],
];

for (const [id, expected] of IDS) {
  test(`reads the blobId ${id}`, () => assert.deepEqual(parseBlobId(id), expected));
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test('an upload is its owner’s alone', async () => {
  await using fixture = await openJmapFixture();
  const { blobId, size, type } = await upload(fixture.jmap, fixture.account, 'aGVsbG8=', 'text/plain');
  assert.deepEqual([size, type], [8, 'text/plain']);
  const own = await fixture.jmap.download(fixture.account, blobId);
  assert.deepEqual([own!.type, own!.sizeBytes, await text(own!.stream)], ['text/plain', 8, 'aGVsbG8=']);
  const part = await fixture.jmap.download(fixture.account, `${blobId}-0-8-base64`);
  assert.deepEqual([part!.sizeBytes, await text(part!.stream)], [null, 'hello']);
  assert.equal(await fixture.jmap.download(fixture.other, blobId), null);
  assert.equal(await fixture.jmap.download(fixture.account, `${blobId}-0-9-base64`), null);
  assert.equal(await fixture.jmap.download(fixture.account, formatBlobId(999 as BlobId)), null);
});

test('a type that is none becomes octets', async () => {
  await using fixture = await openJmapFixture();
  const { type } = await upload(fixture.jmap, fixture.account, 'x', 'text/plain\r\nX: y');
  assert.equal(type, 'application/octet-stream');
});

test('an upload that breaks off or grows too large leaves nothing', async () => {
  await using fixture = await openJmapFixture();
  const { maxUploadBytes } = fixture.config.limits;
  const broken = (async function* () {
    yield Buffer.from('x');
    throw new Error('the peer went away');
  })();
  await assert.rejects(fixture.jmap.upload(fixture.account, broken, 'a/b'), /went away/);
  const endless = (async function* () {
    for (;;) yield Buffer.alloc(8 * 1024 * 1024);
  })();
  await assert.rejects(
    fixture.jmap.upload(fixture.account, endless, 'a/b'),
    (error) => error instanceof MailError && error.detail.maxSizeBytes === maxUploadBytes,
  );
});
