import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { AccountId, BlobId } from '../../model/ids.ts';
import { NO_KEYWORDS } from '../../model/keyword.ts';
import { addTestAccount, delivery, inboxOf, local, message } from './fixtures.ts';
import type { ContractTest } from './harness.ts';

/** Bytes of messages and uploads. */
export function bodyContract(test: ContractTest): void {
  test('uploads become messages of their account only', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const other = await addTestAccount(store, 'other@sample.com');
    const mail = message('uploaded');
    const blobId = await store.addUpload(id, mail.blob, 'message/rfc822');
    const found = await store.findBlob(id, blobId);
    assert.equal(found?.type, 'message/rfc822');
    assert.equal(found.location.sizeBytes, mail.blob.sizeBytes);
    assert.equal(await store.findBlob(other.id, blobId), null);
    const email = async (accountId: AccountId, blob: BlobId) => ({
      blob,
      content: mail.content,
      mailboxIds: [(await inboxOf(store, accountId)).id],
      keywords: NO_KEYWORDS,
      receivedAt: new Date(),
    });
    await assert.rejects(store.appendEmails(other.id, [await email(other.id, blobId)]), {
      code: 'blobNotFound',
    });
    await assert.rejects(store.appendEmails(id, [await email(id, 999 as BlobId)]), { code: 'blobNotFound' });
    const [appended] = await store.appendEmails(id, [await email(id, blobId)]);
    assert.equal(appended?.blobId, blobId);
    await store.sweep(new Date(Date.now() + 25 * 3_600_000));
    assert.equal((await store.findBlob(id, blobId))?.type, null);
  });

  test('large bodies and bodies of every byte come back equal, by range and as a stream', async ({
    store,
    blobs,
  }) => {
    const { id } = await addTestAccount(store);
    const bytes = Buffer.alloc(3 * 1024 * 1024, Buffer.from(Array.from({ length: 251 }, (_, i) => i)));
    const writer = blobs.create();
    for (let at = 0; at < bytes.length; at += 100_000)
      await writer.write(Buffer.from(bytes.subarray(at, at + 100_000)));
    assert.equal(writer.sizeBytes, bytes.length);
    const pending = await writer.finish();
    assert.equal(pending.kind, 'file');
    const blobId = await store.addUpload(id, pending, 'application/octet-stream');
    const location = (await store.findBlob(id, blobId))?.location;
    assert.ok(location);
    assert.ok((await blobs.read(location)).equals(bytes));
    assert.ok((await blobs.read(location, 5, 1_000_005)).equals(bytes.subarray(5, 1_000_005)));
    assert.equal((await blobs.read(location, bytes.length - 1, bytes.length + 9)).length, 1);
    assert.equal((await blobs.read(location, 7, 3)).length, 0);
    assert.ok((blobs.readNow(location, 5, 999) ?? bytes.subarray(5, 999)).equals(bytes.subarray(5, 999)));
    assert.equal(blobs.readNow(location), null);
    const chunks: Buffer[] = [];
    for await (const chunk of blobs.stream(location, 10)) chunks.push(chunk as Buffer);
    assert.ok(Buffer.concat(chunks).equals(bytes.subarray(10)));
    assert.ok(chunks.every(({ length }) => length <= 65_536));
  });

  test('a refused operation has consumed its bodies', async ({ store, blobs }) => {
    const full = await addTestAccount(store, 'full@sample.com', 1);
    const writer = blobs.create();
    await writer.write(Buffer.alloc(2 * 1024 * 1024, 'x'));
    const blob = await writer.finish();
    const { content } = message('x');
    await assert.rejects(store.deliver(delivery({ blob, content, local: [local(full.id)] })), {
      code: 'overQuota',
    });
    assert.ok(blob.kind === 'file' && !existsSync(blob.path));
  });

  test('aborted and abandoned bodies leave nothing', async ({ blobs, store }) => {
    const { id } = await addTestAccount(store);
    const big = Buffer.alloc(2 * 1024 * 1024, 'x');
    const aborted = blobs.create();
    await aborted.write(big);
    await aborted.abort();
    const abandoned = blobs.create();
    await abandoned.write(big);
    await blobs.abandon(await abandoned.finish());
    const empty = blobs.create();
    const blobId = await store.addUpload(id, await empty.finish(), 'text/plain');
    const location = (await store.findBlob(id, blobId))?.location;
    assert.equal(location && (await blobs.read(location)).length, 0);
  });
}
