import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { addTestAccount, append, delivery, faults, inboxOf, local, message } from '../contract/fixtures.ts';
import { dataFiles } from '../data-files.ts';
import type { Fault } from '../verify.ts';
import { Connection } from './driver.ts';
import { openSqliteStorage } from './open.ts';

const INBOX = 'tomo@sample.com, Inbox';
const NO_REFERENCES = 'PRAGMA foreign_keys = OFF;';

/** A statement that does the damage, what verify says of it, and whether a repair leaves nothing behind. */
const DAMAGES: readonly [name: string, sql: string, expected: string, isMendable: boolean][] = [
  [
    'account counters',
    'UPDATE accounts SET used_bytes = used_bytes + 1',
    'tomo@sample.com: the quota counts 2 emails of 169 bytes, there are 2 of 168 bytes',
    true,
  ],
  [
    'mailbox counters',
    'UPDATE mailboxes SET unread_emails = 0 WHERE id = 1',
    `${INBOX}: it counts 2 messages, 0 unread, 168 bytes; there are 2, 2 unread, 168 bytes`,
    true,
  ],
  [
    'uidnext',
    'UPDATE mailboxes SET uidnext = 2 WHERE id = 1',
    `${INBOX}: the next UID would be 2, but 2 was used already`,
    true,
  ],
  [
    'uidnext, of a message that is gone',
    'INSERT INTO tombstones VALUES (1, 3, 6, 9, 1, 5, 0)',
    `${INBOX}: the next UID would be 3, but 5 was used already`,
    true,
  ],
  [
    'modseq of the account',
    'UPDATE emails SET modseq = 999 WHERE id = 1',
    'tomo@sample.com: its state is 3, but 999 was given to a change already',
    true,
  ],
  [
    'modseq of the mailbox',
    'UPDATE mailboxes SET modseq = 2 WHERE id = 1',
    `${INBOX}: its HIGHESTMODSEQ is 2, but a message has 3`,
    true,
  ],
  [
    'modseq of an email',
    'UPDATE emails SET created_modseq = 3 WHERE id = 1',
    `${INBOX}, UID 1: last changed at 2, before it was made at 3`,
    true,
  ],
  [
    'lost email',
    'UPDATE memberships SET email_id = 99 WHERE uid = 1',
    `${INBOX}, UID 1: email 99 is not there: the message is lost`,
    true,
  ],
  ['lost place', 'DELETE FROM memberships WHERE uid = 2', 'tomo@sample.com: email 2 is in no mailbox', true],
  [
    'lost mailbox',
    'UPDATE mailboxes SET parent_id = 99 WHERE id = 2',
    'tomo@sample.com, mailbox 99/Drafts: the mailbox it stands in is not there',
    true,
  ],
  [
    'lost inbox',
    "UPDATE mailboxes SET role = NULL WHERE role = 'inbox'",
    'tomo@sample.com: it has no inbox',
    false,
  ],
  [
    'lost account',
    'UPDATE emails SET account_id = 99 WHERE id = 1',
    'email 1 is of account 99, which is not there',
    false,
  ],
  [
    'lost body',
    'UPDATE emails SET blob_id = 99 WHERE id = 1',
    `${INBOX}, UID 1: body 99 is not there: the message is lost`,
    false,
  ],
  [
    'references',
    'UPDATE blobs SET refs = 2 WHERE id = 1',
    'body 1 is held 1 times, and 2 times are counted',
    true,
  ],
  [
    'body of nobody',
    'UPDATE emails SET blob_id = 2 WHERE id = 1; UPDATE blobs SET refs = 2 WHERE id = 2',
    'body 1 of 84 bytes belongs to no message any more; it is kept',
    false,
  ],
  [
    'checksum',
    'UPDATE blobs SET crc32 = 7 WHERE id = 1',
    `${INBOX}, UID 1: body 1: the message's bytes are damaged (checksum differs)`,
    false,
  ],
  [
    'envelope',
    "UPDATE blobs SET envelope = 'x' WHERE id = 1",
    `${INBOX}, UID 1: body 1: the stored envelope or structure is not what the message says`,
    true,
  ],
  [
    'summary that is gone',
    'UPDATE blobs SET summary = NULL, structure = NULL WHERE id = 1',
    `${INBOX}, UID 1: body 1: the stored envelope or structure is not what the message says`,
    true,
  ],
  [
    'sent date',
    'UPDATE emails SET sent_at = 7 WHERE id = 1',
    `${INBOX}, UID 1: body 1: the date kept with an email is not what the message says`,
    true,
  ],
  [
    'thread',
    'UPDATE emails SET thread_id = 99 WHERE id = 1',
    `${INBOX}, UID 1: thread 99 is not one it can be in`,
    true,
  ],
  [
    'thread keys',
    'DELETE FROM thread_refs',
    `${INBOX}, UID 1: an answer to email 1 would not find its thread`,
    true,
  ],
  [
    'tombstone of a message that is there',
    'INSERT INTO tombstones VALUES (1, 3, 6, 1, 1, 1, 0)',
    `${INBOX}, UID 1: the message is remembered as removed, and is there`,
    true,
  ],
  [
    'tombstone of an email that is there',
    'INSERT INTO tombstones VALUES (1, 3, 2, 1, 1, 0, 0)',
    'tomo@sample.com: email 1 is remembered as removed, and is there',
    true,
  ],
  [
    'tombstones of nobody',
    'INSERT INTO tombstones VALUES (99, 3, 2, 9, 1, 0, 0)',
    'removals of account 99 are remembered, which is not there',
    true,
  ],
  [
    'upload',
    "INSERT INTO uploads VALUES (1, 99, 'text/plain', 1, 0)",
    'tomo@sample.com: the bytes of upload 99 are not there',
    true,
  ],
  [
    'removed email',
    'INSERT INTO retained_emails VALUES (1, 1, 1, 99, 10, 0, 0, NULL, 0)',
    'tomo@sample.com: removed email 1 cannot be brought back: its body or its account is not there',
    true,
  ],
  ['queue', 'DELETE FROM queue_recipients', 'queue entry 1 has no recipients left', true],
  [
    'queue recipients',
    'DELETE FROM queue_entries; UPDATE blobs SET refs = 0 WHERE id = 3',
    'recipients of queue entry 1 are left, the entry is not',
    true,
  ],
  [
    'queued body',
    'UPDATE queue_entries SET blob_id = 99; UPDATE blobs SET refs = 0 WHERE id = 3',
    'queue entry 1: the message to be sent is lost',
    false,
  ],
  [
    'submission',
    "INSERT INTO submissions VALUES (1, 1, 1, 1, 1, '{}', 0, 99, 'pending', '{}', 2, 2)",
    'tomo@sample.com: submission 1 waits for a queue entry that is not there',
    true,
  ],
];

async function storageWithMail() {
  const storage = await openSqliteStorage({ dataDir: ':memory:' });
  const { id } = await addTestAccount(storage.store);
  const inbox = await inboxOf(storage.store, id);
  for (const n of [1, 2]) {
    await append(storage.store, id, inbox.id, { headers: [`Message-ID: <${n}@test.org>`] });
  }
  const recipients = [{ address: 'hana@test.org' }];
  const envelope = { reversePath: '', recipients, smtpUtf8: false, body: '7BIT' as const };
  const queue = { envelope, accountId: null, sendAt: new Date(0) };
  await storage.store.deliver(delivery({ ...message('queued'), queue }));
  return { ...storage, id };
}

function damage(dataDir: string, sql: string): void {
  const connection = new Connection(dataFiles(dataDir).database, { durable: false });
  connection.exec(NO_REFERENCES + sql);
  connection.close();
}

for (const [name, sql, expected, isMendable] of DAMAGES) {
  test(`verify names the fault and mends what can be: ${name}`, async () => {
    const storage = await storageWithMail();
    assert.deepEqual(await faults(storage.store), []);
    damage(storage.dataDir, sql);
    const found = await faults(storage.store);
    assert.ok(found.includes(expected), found.join('\n'));
    const states: Fault['state'][] = [];
    for await (const { fault, state } of storage.store.verify({ repair: true })) {
      if (fault === expected) states.push(state);
    }
    assert.deepEqual(states, [isMendable ? 'mended' : 'lasting']);
    const left = await faults(storage.store);
    if (isMendable) assert.deepEqual(left, []);
    else assert.ok(left.includes(expected), left.join('\n'));
    await storage.close();
  });
}

test('a message whose email is in no mailbox is found in the inbox after a repair', async () => {
  const { store, dataDir, id, close } = await storageWithMail();
  damage(dataDir, 'DELETE FROM memberships WHERE uid = 2');
  for await (const { state } of store.verify({ repair: true })) assert.equal(state, 'mended');
  const { totalEmails, uidNext } = await inboxOf(store, id);
  assert.deepEqual([totalEmails, uidNext], [2, 4]);
  await close();
});

test('verify reads every body', async () => {
  const storage = await storageWithMail();
  const segment = join(dataFiles(storage.dataDir).segments, '1.seg');
  truncateSync(segment, 10);
  assert.deepEqual(await faults(storage.store), [
    `${INBOX}, UID 1: body 1: the message cannot be read (body is shorter than its row says)`,
    `${INBOX}, UID 2: body 2: the message cannot be read (body is shorter than its row says)`,
    'queue entry 1: body 3: the message cannot be read (body is shorter than its row says)',
  ]);
  writeFileSync(segment, 'x'.repeat(1000));
  assert.deepEqual(
    (await faults(storage.store)).map((fault) => fault.includes('checksum differs')),
    [true, true, true],
  );
  await storage.close();
});

test('a message that several have is named in every place', async () => {
  const { store, dataDir, id, close } = await storageWithMail();
  const hana = await addTestAccount(store, 'hana@sample.com');
  await store.deliver(delivery({ ...message('both'), local: [local(id), local(hana.id)] }));
  damage(dataDir, 'UPDATE blobs SET crc32 = 7 WHERE id = 4');
  const text = "body 4: the message's bytes are damaged (checksum differs)";
  assert.deepEqual(await faults(store), [
    `${INBOX}, UID 3: ${text}`,
    `hana@sample.com, Inbox, UID 1: ${text}`,
  ]);
  await close();
});

test('an index that is not what its table says is made anew', async (context) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  const before = await openSqliteStorage({ dataDir });
  const { id } = await addTestAccount(before.store);
  const inbox = await inboxOf(before.store, id);
  for (let n = 0; n < 2; n++) await append(before.store, id, inbox.id);
  await before.close();
  changeIndexEntry(dataFiles(dataDir).database);
  const { store, close } = await openSqliteStorage({ dataDir });
  context.after(async () => {
    await close();
    rmSync(dataDir, { recursive: true });
  });
  const expected = 'database: row 2 missing from index emails_blob';
  assert.equal((await faults(store))[0], expected);
  for await (const { fault, state } of store.verify({ repair: true })) {
    assert.deepEqual([fault, state], [expected, 'mended']);
  }
  assert.deepEqual(await faults(store), []);
});

/** The second entry of `emails_blob` names another body. https://sqlite.org/fileformat2.html#record_format */
function changeIndexEntry(database: string): void {
  const connection = new Connection(database);
  const [page] = connection.get("SELECT rootpage FROM sqlite_schema WHERE name = 'emails_blob'") ?? [];
  const [pageBytes] = connection.get('PRAGMA page_size') ?? [];
  connection.close();
  const bytes = readFileSync(database);
  const at = bytes.indexOf(Buffer.from([3, 1, 1, 2, 2]), (Number(page) - 1) * Number(pageBytes));
  bytes[at + 3] = 5;
  writeFileSync(database, bytes);
}
