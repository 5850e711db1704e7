import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { addTestAccount, append, faults, inboxOf } from '../contract/fixtures.ts';
import { dataFiles } from '../data-files.ts';
import { Connection } from './driver.ts';
import { openSqliteStorage } from './open.ts';

const DAMAGES: readonly [string, string, RegExp][] = [
  ['account counters', 'UPDATE accounts SET used_bytes = used_bytes + 1', /^account 1: used bytes/],
  ['mailbox counters', 'UPDATE mailboxes SET unread_emails = 0 WHERE id = 1', /^mailbox 1: counters/],
  ['lost email', 'UPDATE memberships SET email_id = 99 WHERE uid = 1', /^mailbox 1 uid 1: no such email/],
  ['lost place', 'DELETE FROM memberships WHERE uid = 2', /^email 2: in no mailbox/],
  ['lost body', 'UPDATE emails SET blob_id = 99 WHERE id = 1', /^email 1: no body/],
  ['references', 'UPDATE blobs SET refs = 2 WHERE id = 1', /^body 1: reference count/],
  ['checksum', 'UPDATE blobs SET crc32 = 7 WHERE id = 1', /^body 1: checksum differs/],
  ['modseq', 'UPDATE emails SET modseq = 999 WHERE id = 1', /^email 1: no such account, or a modseq beyond/],
];

async function storageWithTwoEmails() {
  const storage = await openSqliteStorage({ dataDir: ':memory:' });
  const { id } = await addTestAccount(storage.store);
  const inbox = await inboxOf(storage.store, id);
  for (let i = 0; i < 2; i++) await append(storage.store, id, inbox.id);
  return storage;
}

for (const [name, sql, expected] of DAMAGES) {
  test(`verify names the fault: ${name}`, async () => {
    const storage = await storageWithTwoEmails();
    const connection = new Connection(dataFiles(storage.dataDir).database, { durable: false });
    connection.exec(sql);
    connection.close();
    const found = await faults(storage.store);
    assert.ok(
      found.some((fault) => expected.test(fault)),
      found.join('\n'),
    );
    await storage.close();
  });
}

test('verify reads every body', async () => {
  const storage = await storageWithTwoEmails();
  const segment = join(dataFiles(storage.dataDir).segments, '1.seg');
  truncateSync(segment, 10);
  assert.deepEqual(
    (await faults(storage.store)).map((fault) => fault.slice(0, 22)),
    ['body 1: cannot be read', 'body 2: cannot be read'],
  );
  writeFileSync(segment, 'x'.repeat(1000));
  assert.deepEqual(await faults(storage.store), ['body 1: checksum differs', 'body 2: checksum differs']);
  await storage.close();
});
