import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { MailError } from '../errors.ts';
import { scanMessage } from '../message/scan.ts';
import type { AccountId, EmailId, ModSeq } from '../model/ids.ts';
import { FLAG } from '../model/keyword.ts';
import { openTestStorage } from '../testing/test-storage.ts';
import type { Store } from '../store/store.ts';
import { addUser } from './accounts.ts';
import { storeSource } from './export-source.ts';
import { exportedEmails } from './exported-emails.ts';
import { fileNameOf, nameOfFile } from './file-names.ts';
import { listMailboxPaths, openMailboxPaths } from './mailbox-paths.ts';
import { exportMaildir, importMaildir } from './maildir.ts';
import { maildirFolder, maildirPath, readKeywordList, writeKeywordList } from './maildir-names.ts';
import { exportMbox, importMbox } from './mbox.ts';
import type { ImportProgress, SkippedMessage, TransferContext } from './transfer.ts';

const LIMIT = { maxMessageBytes: 1_000_000 };
const DATE = new Date('2026-01-02T03:04:05Z');

async function open(context: TestContext) {
  const storage = await openTestStorage();
  const directory = await mkdtemp(join(tmpdir(), 'transfer-'));
  context.after(async () => {
    await storage.close();
    await rm(directory, { recursive: true });
  });
  await storage.store.addDomain('sample.com');
  const [from, to] = await Promise.all(
    ['from', 'to'].map((name) =>
      addUser(storage.store, { address: `${name}@sample.com`, password: 'long enough' }),
    ),
  );
  return { storage, directory, from: from!.id, to: to!.id };
}

/** Two mailboxes with every kind of state, and text that mbox must quote. */
async function fill({ store, blobs }: TransferContext, accountId: AccountId): Promise<void> {
  const paths = await openMailboxPaths(store, accountId);
  const texts: [string[], string, number, string[], boolean][] = [
    [
      ['Inbox'],
      'From the start\r\n>From me\r\n\r\nFrom x Tue Nov 24 08:00:00 2026\r\n',
      FLAG.seen | FLAG.answered,
      [],
      false,
    ],
    [['Inbox'], 'second\r\n', 0, ['$label1', 'shopping'], true],
    [['仕事', 'a.b/c'.replace('/', '-')], '件名\r\n', FLAG.flagged | FLAG.draft | FLAG.forwarded, [], false],
  ];
  for (const [path, body, flags, custom, isDeleted] of texts) {
    const bytes = Buffer.from(`From: Tomo <tomo@sample.com>\r\nSubject: Hi\r\n\r\n${body}`);
    const content = scanMessage(bytes);
    const writer = blobs.create();
    await writer.write(bytes);
    const mailboxIds = [await paths.ensure(path)];
    const email = {
      blob: await writer.finish(),
      content,
      mailboxIds,
      keywords: { flags, custom },
      isDeleted,
      receivedAt: DATE,
    };
    await store.appendEmails(accountId, [email]);
  }
}

/** Everything that export and import must keep, by mailbox. */
async function snapshot(context: TransferContext, accountId: AccountId) {
  const result: Record<string, unknown[]> = {};
  for (const { mailbox, path } of await listMailboxPaths(context.store, accountId)) {
    const emails: unknown[] = [];
    for await (const email of exportedEmails(context, accountId, mailbox.id)) {
      const chunks: Buffer[] = [];
      for await (const chunk of email.stream()) chunks.push(chunk as Buffer);
      const { keywords, isDeleted, receivedAt } = email;
      emails.push({
        text: Buffer.concat(chunks).toString(),
        keywords,
        isDeleted,
        receivedAt: receivedAt.toISOString(),
      });
    }
    if (emails.length > 0) result[path.join('/')] = emails;
  }
  return result;
}

test('an account goes through mbox and back unchanged', async (context) => {
  const { storage, directory, from, to } = await open(context);
  await fill(storage, from);
  assert.equal(await exportMbox(storeSource(storage, from), directory), 3);
  assert.match(
    await readFile(join(directory, 'Inbox.mbox'), 'utf8'),
    /^From tomo@sample\.com Fri Jan {2}2 03:04:05 2026\nStatus: RO\nX-Status: A\nFrom: Tomo/,
  );
  const progress = await importMbox(storage, to, directory, LIMIT);
  assert.deepEqual([progress.imported, progress.skipped], [3, 0]);
  assert.deepEqual(await snapshot(storage, to), await snapshot(storage, from));
  await assert.rejects(
    exportMbox(storeSource(storage, from), directory),
    (error) => error instanceof MailError && error.code === 'alreadyExists',
  );
});

test('an account goes through Maildir and back unchanged', async (context) => {
  const { storage, directory, from, to } = await open(context);
  await fill(storage, from);
  assert.equal(await exportMaildir(storeSource(storage, from), join(directory, 'Maildir')), 3);
  const names = await readdir(join(directory, 'Maildir', 'cur'));
  assert.match(names.sort().join(' '), /^1767323045\.M\d+\.tegami:2,RS 1767323045\.M\d+\.tegami:2,Tab$/);
  const progress = await importMaildir(storage, to, join(directory, 'Maildir'), LIMIT);
  assert.deepEqual([progress.imported, progress.skipped], [3, 0]);
  assert.deepEqual(await snapshot(storage, to), await snapshot(storage, from));
  await assert.rejects(exportMaildir(storeSource(storage, from), join(directory, 'Maildir')), MailError);
});

test('a file of another program, into a mailbox of choice; damaged messages are passed over', async (context) => {
  const { storage, directory, to } = await open(context);
  const file = join(directory, 'old.mbox');
  const from = 'From a@x.example Tue Nov 24 08:00:00 2026\n';
  const good = `${from}Subject: 1\nStatus: O\nX-Keywords: NonJunk, $Label1\n\none\n\n`;
  const texts = [
    `${from}\n`,
    good,
    `${from}\0\0\0\n\n`,
    `${from}just text\n\n`,
    `${from}Subject: big\n\n${'x'.repeat(2_000)}\n\n`,
    good,
  ];
  await writeFile(file, texts.join(''));
  const skipped: SkippedMessage[] = [];
  const options = {
    maxMessageBytes: 1_000,
    into: ['Old', 'Mail'],
    onSkipped: (each: SkippedMessage) => skipped.push(each),
  };
  const progress = await importMbox(storage, to, file, options);
  assert.deepEqual([progress.imported, progress.skipped], [2, 4]);
  assert.deepEqual(
    skipped.map(({ reason }) => reason),
    ['empty', 'binary data', 'no header', 'too large'],
  );
  const { 'Old/Mail': emails } = await snapshot(storage, to);
  assert.deepEqual(emails?.[0], {
    text: 'Subject: 1\r\n\r\none\r\n',
    keywords: { flags: 0, custom: ['$label1', 'nonjunk'] },
    isDeleted: false,
    receivedAt: '2026-11-24T08:00:00.000Z',
  });
});

test('an import that broke off goes on where it was', async (context) => {
  const { storage, directory, to } = await open(context);
  const message = (n: number) => `From a@x.example Tue Nov 24 08:00:00 2026\nSubject: ${n}\n\nbody\n\n`;
  await writeFile(join(directory, 'A.mbox'), Array.from({ length: 150 }, (_, i) => message(i)).join(''));
  await writeFile(join(directory, 'B.mbox'), message(1_000));
  const seen: ImportProgress[] = [];
  const broken = importMbox(storage, to, directory, {
    ...LIMIT,
    onProgress(progress) {
      seen.push(progress);
      throw new Error('the machine stops');
    },
  });
  await assert.rejects(broken, /the machine stops/);
  assert.equal(seen[0]?.imported, 100);
  const rest = await importMbox(storage, to, directory, {
    ...LIMIT,
    resumeAfter: JSON.parse(JSON.stringify(seen[0].checkpoint)),
  });
  assert.equal(rest.imported, 51);
  const { A: a, B: b } = await snapshot(storage, to);
  assert.equal(new Set(a?.map((email) => (email as { text: string }).text)).size, 150);
  assert.equal(b?.length, 1);

  const maildir = join(directory, 'Maildir');
  for (const part of ['cur', 'new', 'tmp']) await mkdir(join(maildir, part), { recursive: true });
  for (const name of ['cur/1.a:2,S', 'cur/2.b:2,', 'new/3.c'])
    await writeFile(join(maildir, name), `Subject: ${name}\n\nx\n`);
  const { imported } = await importMaildir(storage, to, maildir, {
    ...LIMIT,
    resumeAfter: { container: '', position: 'cur/1.a:2,S' },
  });
  assert.equal(imported, 2);
});

test('a Maildir of another program', async (context) => {
  const { storage, directory, to } = await open(context);
  const folder = join(directory, '.&ZeVnLIqe-.Sub');
  for (const part of ['cur', 'new', '.Empty/cur']) await mkdir(join(directory, part), { recursive: true });
  await mkdir(join(folder, 'cur'), { recursive: true });
  await mkdir(join(directory, '.notes'));
  await writeFile(join(folder, 'dovecot-keywords'), '0 $Label1\n1 bad name\n2 (bad)\n');
  await writeFile(join(folder, 'cur', '1.x,S=5:2,FSac'), 'Subject: x\n\nhi\n');
  await utimes(join(folder, 'cur', '1.x,S=5:2,FSac'), DATE, DATE);
  await writeFile(join(directory, 'new', '2.y'), 'Subject: y\r\n\r\nhi\r\n');
  await writeFile(join(directory, 'cur', '.hidden'), 'x');
  const { imported } = await importMaildir(storage, to, directory, LIMIT);
  assert.equal(imported, 2);
  const all = await snapshot(storage, to);
  assert.deepEqual(all['日本語/Sub'], [
    {
      text: 'Subject: x\r\n\r\nhi\r\n',
      keywords: { flags: FLAG.flagged | FLAG.seen, custom: ['$label1'] },
      isDeleted: false,
      receivedAt: DATE.toISOString(),
    },
  ]);
  assert.equal(all['Inbox']?.length, 1);
});

test('a source that cannot be read', async (context) => {
  const { storage, directory, to } = await open(context);
  const isRefusal = (error: unknown) => error instanceof MailError && error.code === 'invalidArgument';
  await assert.rejects(importMbox(storage, to, join(directory, 'none'), LIMIT), isRefusal);
  await assert.rejects(importMaildir(storage, to, directory, LIMIT), isRefusal);
});

test('names survive the file system', () => {
  for (const name of ['Work', '..', '.', 'a/b', '日本 語', '100%', 'a.', 'con:1', '%2F']) {
    assert.equal(nameOfFile(fileNameOf(name)), name);
    assert.doesNotMatch(fileNameOf(name), /^\.|\//);
    assert.deepEqual(maildirPath(maildirFolder([name, 'x'])), [name, 'x'], name);
  }
  assert.deepEqual(readKeywordList(writeKeywordList(['a', 'b'])), ['a', 'b']);
  assert.deepEqual(readKeywordList('2 c\nnonsense\n99 z\n'), ['', '', 'c']);
});

test('the order of a mailbox is kept over many batches', async (context) => {
  const { storage, directory, from, to } = await open(context);
  const message = (n: number) => `From a@x.example Tue Nov 24 08:00:00 2026\nSubject: ${n}\n\nbody\n\n`;
  const file = join(directory, 'many.mbox');
  await writeFile(file, Array.from({ length: 350 }, (_, i) => message(i)).join(''));
  await importMbox(storage, from, file, LIMIT);
  await exportMaildir(storeSource(storage, from), join(directory, 'Maildir'));
  await importMaildir(storage, to, join(directory, 'Maildir'), LIMIT);
  assert.deepEqual(
    await subjects(storage.store, to),
    Array.from({ length: 350 }, (_, i) => String(i)),
  );
});

async function subjects(store: Store, accountId: AccountId): Promise<(string | null)[]> {
  const { rows } = await store.readMailbox(
    accountId,
    (await store.listMailboxes(accountId))[0]!.id,
    0 as ModSeq,
  );
  const ids = Array.from(rows.emailIds) as EmailId[];
  const contents = await store.getContents(accountId, ids);
  return ids.map((id) => contents.get(id)?.content.summary.subject ?? null);
}
