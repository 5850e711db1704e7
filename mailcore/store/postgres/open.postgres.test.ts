import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import type { MailboxId, ModSeq } from '../../model/ids.ts';
import { NO_KEYWORDS } from '../../model/keyword.ts';
import { startPostgresCluster } from '../../testing/postgres-cluster.ts';
import { addTestAccount, append, delivery, faults, inboxOf, local, message } from '../contract/fixtures.ts';
import { MIGRATIONS } from '../migrations/migrate.ts';
import type { Storage } from '../storage.ts';
import { PostgresClient } from './driver.ts';
import { openPostgresStorage } from './open.ts';

const cluster = await startPostgresCluster();
after(() => cluster[Symbol.asyncDispose]());

async function open(context: TestContext, url: string): Promise<Storage> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  context.after(() => rmSync(dataDir, { recursive: true }));
  const storage = await openPostgresStorage({ url, dataDir });
  context.after(() => storage.close());
  return storage;
}

async function ask(url: string, sql: string) {
  const client = await PostgresClient.connect(url);
  try {
    return await client.all(sql);
  } finally {
    await client.close();
  }
}

test('nodes that start at once on a bare database make its tables once', async (context) => {
  const url = await cluster.createBareDatabase();
  const nodes = await Promise.all([open(context, url), open(context, url), open(context, url)]);
  const versions = await ask(url, 'SELECT version FROM schema_version ORDER BY version');
  assert.deepEqual(
    versions,
    MIGRATIONS.map((_, index) => [index + 1]),
  );
  await nodes[0]?.store.addDomain('sample.com');
  assert.equal((await nodes[2]?.store.listDomains())?.length, 1);
});

test('data of a newer program is refused, and so is a server that is not there', async (context) => {
  const url = await cluster.createDatabase();
  await ask(url, 'INSERT INTO schema_version (version) VALUES (9999)');
  await assert.rejects(open(context, url), { code: 'unavailable' });
  await assert.rejects(open(context, `${url}_missing`), { code: 'unavailable' });
});

test('an operation that fails half done takes nothing of its neighbours with it', async (context) => {
  const { store } = await open(context, await cluster.createDatabase());
  const { id } = await addTestAccount(store);
  const inbox = await inboxOf(store, id);
  const email = (mailboxId: MailboxId) => ({
    ...message('x'),
    mailboxIds: [mailboxId],
    keywords: NO_KEYWORDS,
    receivedAt: new Date(),
  });
  const results = await Promise.allSettled([
    append(store, id, inbox.id),
    store.appendEmails(id, [email(inbox.id), email(999 as MailboxId)]),
    append(store, id, inbox.id),
    store.createMailbox(id, { name: 'work' }),
    store.createMailbox(id, { name: 'work' }),
    append(store, id, inbox.id),
  ]);
  assert.deepEqual(
    results.map((result) =>
      result.status === 'rejected' ? (result.reason as { code: string }).code : 'done',
    ),
    ['done', 'mailboxNotFound', 'done', 'done', 'alreadyExists', 'done'],
  );
  const { rows } = await store.readMailbox(id, inbox.id, 0 as ModSeq);
  assert.deepEqual([...rows.uids], [1, 2, 3]);
  assert.deepEqual(await faults(store), []);
});

test('a message with NUL in its header is kept as it came', async (context) => {
  const { store, blobs } = await open(context, await cluster.createDatabase());
  const { id } = await addTestAccount(store);
  const mail = message('x', ['Subject: a\0b']);
  const receipt = await store.deliver(delivery({ ...mail, local: [local(id)] }));
  const [filed] = receipt.filed;
  assert.ok(filed);
  const stored = (await store.getContents(id, [filed.emailId])).get(filed.emailId);
  assert.ok(stored);
  assert.ok((await blobs.read(stored.blob.location)).includes('Subject: a\0b'));
  assert.deepEqual(await faults(store), []);
});
