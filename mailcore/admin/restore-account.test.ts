import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { ModSeq } from '../model/ids.ts';
import { keywordSet } from '../model/keyword.ts';
import { addTestAccount, append, faults, inboxOf, mailboxByRole } from '../store/contract/fixtures.ts';
import { findGeneration } from '../store/sqlite/backup/generations.ts';
import { openGeneration } from '../store/sqlite/backup/open-generation.ts';
import { takeBackup } from '../store/sqlite/backup/take-backup.ts';
import { openSqliteStorage } from '../store/sqlite/open.ts';
import { listMailboxPaths } from './mailbox-paths.ts';
import { restoreAccount } from './restore-account.ts';

const ADDRESS = 'tomo@sample.com';

/** A backup of five messages, and the live store after one was moved and three were lost. */
async function world(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  const live = await openSqliteStorage({ dataDir: join(folder, 'data') });
  const { store, dataDir } = live;
  const { id } = await addTestAccount(store, ADDRESS);
  const inbox = await inboxOf(store, id);
  const archive = await mailboxByRole(store, id, 'archive');
  const work = await store.createMailbox(id, { name: '仕事' });
  const keywords = keywordSet(['$seen', 'todo']);
  const [kept, lost, moved] = [
    await append(store, id, inbox.id, { body: 'kept' }),
    await append(store, id, inbox.id, { body: 'lost', keywords }),
    await append(store, id, inbox.id, { body: 'moved' }),
  ];
  for (const body of ['plan', 'draft']) await append(store, id, work.id, { body });
  const directory = join(folder, 'backup');
  await takeBackup(store, { dataDir, directory, keep: 1, bytesPerSecond: Infinity, program: '1.0.0' });
  await store.moveEmails(id, inbox.id, [moved.uid], archive.id);
  await store.removeMemberships(id, inbox.id, [lost.uid]);
  await store.deleteMailbox(id, work.id, { removeEmails: true });
  const backup = await openGeneration(await findGeneration(directory));
  context.after(async () => {
    await backup.close();
    await live.close();
    rmSync(folder, { recursive: true });
  });
  return { live, backup, id, inbox, kept };
}

test('what an account lost comes back as new emails; what was moved is still there', async (context) => {
  const { live, backup, id, inbox, kept } = await world(context);
  const expected = [
    { mailbox: '仕事', emails: 2, stillThere: 0 },
    { mailbox: 'Inbox', emails: 1, stillThere: 2 },
  ];
  assert.deepEqual(await restoreAccount(backup, live, ADDRESS, { isDryRun: true }), expected);
  assert.equal((await inboxOf(live.store, id)).totalEmails, 1);
  assert.deepEqual(await restoreAccount(backup, live, ADDRESS), expected);
  const { rows } = await live.store.readMailbox(id, inbox.id, 0 as ModSeq);
  assert.deepEqual([...rows.emailIds].slice(0, 1), [kept.emailId]);
  assert.deepEqual([[...rows.flags], [...rows.custom.values()]], [[0, 1], [['todo']]]);
  const paths = await listMailboxPaths(live.store, id);
  assert.equal(paths.find(({ path }) => path[0] === '仕事')?.mailbox.totalEmails, 2);
  const again = await restoreAccount(backup, live, ADDRESS);
  assert.deepEqual(
    again.map(({ emails }) => emails),
    [0, 0],
  );
  assert.deepEqual(await faults(live.store), []);
});

test('one mailbox alone comes back, into another when asked', async (context) => {
  const { live, backup, id } = await world(context);
  await assert.rejects(restoreAccount(backup, live, ADDRESS, { mailbox: ['x'] }), {
    code: 'mailboxNotFound',
  });
  const options = { mailbox: ['inbox'], into: ['Restored', 'Inbox'] };
  assert.deepEqual(await restoreAccount(backup, live, ADDRESS, options), [
    { mailbox: 'Inbox', emails: 1, stillThere: 2 },
  ]);
  const paths = await listMailboxPaths(live.store, id);
  const target = paths.find(({ path }) => path.join('/') === 'Restored/Inbox');
  assert.equal(target?.mailbox.totalEmails, 1);
});
