/** UIDL is built of the mailbox's UIDL validity and the UID, which stay when a backup is restored. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { scanMessage } from '../message/scan.ts';
import type { AccountId } from '../model/ids.ts';
import { MailboxCache } from '../store/mailbox-cache.ts';
import { findGeneration } from '../store/sqlite/backup/generations.ts';
import { restoreAll } from '../store/sqlite/backup/restore-all.ts';
import { takeBackup } from '../store/sqlite/backup/take-backup.ts';
import { openSqliteStorage } from '../store/sqlite/open.ts';
import type { Storage } from '../store/storage.ts';
import { Maildrop } from './maildrop.ts';

const VERIFIERS = { argon2: 'none' };

async function deliver({ store }: Storage, accountId: AccountId, receivedAt: Date): Promise<void> {
  const bytes = Buffer.from('Subject: x\r\n\r\nsame text\r\n');
  await store.deliver({
    traceId: 'test00000000',
    blob: { kind: 'memory', bytes, sizeBytes: bytes.length },
    content: scanMessage(bytes),
    receivedAt,
    local: [{ accountId, mailbox: 'inbox', keywords: { flags: 0, custom: [] } }],
    onOverQuota: 'throw',
    queue: null,
  });
}

async function uniqueIds({ store }: Storage, accountId: AccountId): Promise<string[]> {
  const maildrop = await Maildrop.open(store, new MailboxCache(store), accountId);
  return [...maildrop.numbers()].map((number) => maildrop.uniqueId(number));
}

test('the same after a restore of a backup; never given to another message', async (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  context.after(() => rmSync(directory, { recursive: true }));
  const [live, restoredDir] = [join(directory, 'live'), join(directory, 'restored')];
  const backups = join(directory, 'backups');
  const storage = await openSqliteStorage({ dataDir: live });
  await storage.store.addDomain('sample.com');
  const { id } = await storage.store.addAccount({
    address: 'tomo@sample.com',
    displayName: '',
    locale: 'en',
    isAdmin: false,
    quotaBytes: 0,
    verifiers: VERIFIERS,
  });
  const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 10, 0, second));
  // Two copies of one message, at the same moment: still two ids.
  await deliver(storage, id, at(1));
  await deliver(storage, id, at(1));
  const before = await uniqueIds(storage, id);
  assert.equal(new Set(before).size, 2);
  const options = { dataDir: live, directory: backups, keep: 7, bytesPerSecond: Infinity, program: '1.0.0' };
  await takeBackup(storage.store, options);
  await deliver(storage, id, at(2));
  const lost = (await uniqueIds(storage, id)).at(-1);
  await storage.close();

  await restoreAll({ generation: await findGeneration(backups), dataDir: restoredDir });
  const restored = await openSqliteStorage({ dataDir: restoredDir });
  assert.deepEqual(await uniqueIds(restored, id), before);
  await deliver(restored, id, at(2));
  const after = await uniqueIds(restored, id);
  assert.deepEqual(after.slice(0, 2), before);
  // A client that fetched the lost message must not take the next one for it.
  assert.ok(!after.includes(lost ?? ''));
  for (const uniqueId of after) assert.match(uniqueId, /^[\x21-\x7e]{1,70}$/);
  await restored.close();
});
