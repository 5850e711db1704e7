import assert from 'node:assert/strict';
import type { AccountId, MailboxId, ModSeq, Uid } from '../../model/ids.ts';
import { keywordSet } from '../../model/keyword.ts';
import type { Store } from '../store.ts';
import { addTestAccount, append, faults, inboxOf, mailboxByRole } from './fixtures.ts';
import type { ContractTest } from './harness.ts';

const DAY_MS = 86_400_000;
const RETENTION = { retention: { undeleteDays: 30, maxBytes: 1_000_000 } };
const subject = (text: string) => ({ headers: [`Subject: ${text}`, `Message-ID: <${text}@test.org>`] });

async function remove(store: Store, id: AccountId, mailboxId: MailboxId, ...uids: Uid[]): Promise<void> {
  await store.storeFlags(id, mailboxId, uids, { mode: 'add', keywords: keywordSet([]), deleted: true });
  await store.expunge(id, mailboxId, null);
}

async function subjectsOf(store: Store, id: AccountId): Promise<(string | null)[]> {
  return (await store.listExpunged(id)).map((email) => email.subject);
}

export function undeleteContract(test: ContractTest): void {
  test(
    'expunged mail is listed, counts towards no quota, and comes back where it was',
    async ({ store, blobs }) => {
      const { id } = await addTestAccount(store);
      const archive = await mailboxByRole(store, id, 'archive');
      const keywords = keywordSet(['$seen', 'todo']);
      const first = await append(store, id, archive.id, { ...subject('first'), keywords, body: 'bytes' });
      const [before] = await store.getEmails(id, [first.emailId]);
      await remove(store, id, archive.id, first.uid);
      assert.equal((await store.getAccount(id))?.usedBytes, 0);
      const [listed] = await store.listExpunged(id);
      assert.deepEqual(
        [listed?.subject, listed?.from?.email, listed?.mailboxPath, listed?.receivedAt, listed?.sizeBytes],
        ['first', 'hana@test.org', ['Archive'], before?.receivedAt, first.sizeBytes],
      );
      assert.deepEqual(await faults(store), []);
      await store.sweep(new Date());
      const { restored, notFound } = await store.restoreExpunged(id, [listed?.id ?? 0, 999]);
      assert.deepEqual(notFound, [999]);
      const [back] = restored;
      assert.deepEqual([back?.mailboxId, back?.uid], [archive.id, 2]);
      const [email] = await store.getEmails(id, [back!.emailId]);
      assert.ok(email && email.id > first.emailId);
      assert.deepEqual([email.keywords, email.receivedAt], [keywords, before?.receivedAt]);
      const location = (await store.findBlob(id, email.blobId))?.location;
      assert.ok(location && (await blobs.read(location)).toString().includes('bytes'));
      assert.equal((await store.getAccount(id))?.usedBytes, first.sizeBytes);
      assert.deepEqual(await store.listExpunged(id), []);
    },
    RETENTION,
  );

  test(
    'every way of removal keeps mail, moves and drafts aside; out of the trash it comes back to the inbox',
    async ({ store }) => {
      const { id } = await addTestAccount(store);
      const inbox = await inboxOf(store, id);
      const trash = await mailboxByRole(store, id, 'trash');
      const [pop, jmap, trashed, copied] = [
        await append(store, id, inbox.id, subject('pop')),
        await append(store, id, inbox.id, subject('jmap')),
        await append(store, id, inbox.id, subject('trashed')),
        await append(store, id, inbox.id, subject('copied')),
      ];
      const draft = await append(store, id, inbox.id, {
        ...subject('draft'),
        keywords: keywordSet(['$draft']),
      });
      await store.updateEmails(id, [{ emailId: copied.emailId, addMailboxes: [trash.id] }]);
      await store.removeMemberships(id, inbox.id, [pop.uid, draft.uid, copied.uid]);
      await store.destroyEmails(id, [jmap.emailId]);
      const moved = await store.moveEmails(id, inbox.id, [trashed.uid], trash.id);
      assert.deepEqual(await subjectsOf(store, id), ['jmap', 'pop']);
      await remove(store, id, trash.id, ...moved.destinationUids);
      const [latest] = await store.listExpunged(id, { limit: 1 });
      assert.deepEqual([latest?.subject, latest?.mailboxPath], ['trashed', ['Trash']]);
      const { restored } = await store.restoreExpunged(id, [latest!.id]);
      assert.equal(restored[0]?.mailboxId, inbox.id);
    },
    RETENTION,
  );

  test(
    'a mailbox that went is made again with its mail and its threads',
    async ({ store }) => {
      const { id } = await addTestAccount(store);
      const parent = await store.createMailbox(id, { name: '仕事' });
      const child = await store.createMailbox(id, { name: 'Plans', parentId: parent.id });
      const first = await append(store, id, child.id, subject('plan'));
      const reply = ['Subject: Re: plan', 'Message-ID: <r@test.org>', 'In-Reply-To: <plan@test.org>'];
      const answer = await append(store, id, child.id, { headers: reply });
      assert.equal(answer.threadId, first.threadId);
      await store.deleteMailbox(id, child.id, { removeEmails: true });
      await store.deleteMailbox(id, parent.id, { removeEmails: true });
      const listed = await store.listExpunged(id);
      assert.deepEqual(
        listed.map(({ mailboxPath }) => mailboxPath.join('/')),
        ['仕事/Plans', '仕事/Plans'],
      );
      const { restored } = await store.restoreExpunged(
        id,
        listed.map((email) => email.id),
      );
      const emails = await store.getEmails(
        id,
        restored.map(({ emailId }) => emailId),
      );
      assert.equal(new Set(emails.map(({ threadId }) => threadId)).size, 1);
      const mailboxes = await store.listMailboxes(id);
      const made = mailboxes.find(({ name }) => name === 'Plans');
      assert.equal(made?.totalEmails, 2);
      assert.equal(mailboxes.find((mailbox) => mailbox.id === made?.parentId)?.name, '仕事');
    },
    RETENTION,
  );

  test(
    'a search finds removed mail by subject and author, page by page',
    async ({ store }) => {
      const { id } = await addTestAccount(store);
      const inbox = await inboxOf(store, id);
      const uids: Uid[] = [];
      for (const text of ['Lunch 1', 'report', 'LUNCH 2']) {
        uids.push((await append(store, id, inbox.id, subject(text))).uid);
      }
      await store.removeMemberships(id, inbox.id, uids);
      const [newest] = await store.listExpunged(id, { text: 'lunch', limit: 1 });
      assert.equal(newest?.subject, 'LUNCH 2');
      const rest = await store.listExpunged(id, { text: 'ｌｕｎｃｈ', beforeId: newest?.id ?? 0 });
      assert.deepEqual(
        rest.map((email) => email.subject),
        ['Lunch 1'],
      );
      assert.equal((await store.listExpunged(id, { text: 'HANA@' })).length, 3);
    },
    RETENTION,
  );

  test(
    'over quota nothing comes back, and another account sees nothing of it',
    async ({ store }) => {
      const { id } = await addTestAccount(store, 'tomo@sample.com', 200);
      const other = await addTestAccount(store, 'hana@sample.com');
      const inbox = await inboxOf(store, id);
      const first = await append(store, id, inbox.id, subject('first'));
      await remove(store, id, inbox.id, first.uid);
      await append(store, id, inbox.id, { ...subject('second'), body: 'x'.repeat(60) });
      const [listed] = await store.listExpunged(id);
      await assert.rejects(store.restoreExpunged(id, [listed!.id]), { code: 'overQuota' });
      assert.deepEqual(await store.listExpunged(other.id), []);
      assert.deepEqual(await store.restoreExpunged(other.id, [listed!.id]), {
        restored: [],
        notFound: [listed!.id],
      });
      assert.deepEqual(await subjectsOf(store, id), ['first']);
    },
    RETENTION,
  );

  test(
    'when its time is over, or there is too much, removed mail goes for good, and so does all of a removed account',
    async ({ store }) => {
      const { id } = await addTestAccount(store);
      const inbox = await inboxOf(store, id);
      const first = await append(store, id, inbox.id, { ...subject('first'), body: 'x'.repeat(600_000) });
      const second = await append(store, id, inbox.id, { ...subject('second'), body: 'x'.repeat(600_000) });
      await store.removeMemberships(id, inbox.id, [first.uid]);
      await store.removeMemberships(id, inbox.id, [second.uid]);
      await store.sweep(new Date(Date.now() + 29 * DAY_MS));
      assert.deepEqual(await subjectsOf(store, id), ['second']);
      const { freedBytes } = await store.sweep(new Date(Date.now() + 31 * DAY_MS));
      assert.ok(freedBytes >= second.sizeBytes);
      assert.deepEqual(await subjectsOf(store, id), []);
      const third = await append(store, id, inbox.id, subject('third'));
      await store.removeMemberships(id, inbox.id, [third.uid]);
      await store.removeAccount(id);
      assert.equal((await store.sweep(new Date())).freedBytes, third.sizeBytes);
    },
    RETENTION,
  );

  test('without retention removed mail is gone at once', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    const { uid } = await append(store, id, inbox.id);
    const { rows } = await store.readMailbox(id, inbox.id, 0 as ModSeq);
    assert.deepEqual([...rows.uids], [uid]);
    await store.removeMemberships(id, inbox.id, [uid]);
    assert.deepEqual(await store.listExpunged(id), []);
  });
}
