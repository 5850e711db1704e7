import assert from 'node:assert/strict';
import type { AccountId, EmailId, MailboxId, ModSeq, Uid } from '../../model/ids.ts';
import { FLAG, keywordSet } from '../../model/keyword.ts';
import type { Store } from '../store.ts';
import { addTestAccount, append, delivery, inboxOf, local, mailboxByRole, message } from './fixtures.ts';
import type { ContractTest } from './harness.ts';

const START = 0 as ModSeq;

async function uidsIn(store: Store, accountId: AccountId, mailboxId: MailboxId): Promise<number[]> {
  return [...(await store.readMailbox(accountId, mailboxId, START)).rows.uids];
}

/** Emails by their places in mailboxes: flags, copies, moves, expunges. */
export function membershipContract(test: ContractTest): void {
  test('flags: modes, \\Deleted, and UNCHANGEDSINCE', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    const first = await append(store, id, inbox.id);
    await append(store, id, inbox.id);
    const uids = [1, 2, 77].map((uid) => uid as Uid);
    const change = (mode: 'add' | 'remove' | 'replace', names: string[], deleted: boolean) => ({
      mode,
      keywords: keywordSet(names),
      deleted,
    });
    const guarded = await store.storeFlags(id, inbox.id, uids, change('add', ['$flagged'], true), {
      unchangedSince: first.modseq,
    });
    assert.deepEqual(guarded.modified, [2]);
    const state = async () => {
      const { rows } = await store.readMailbox(id, inbox.id, START);
      return [[...rows.flags], [...rows.deleted], rows.custom.get(1) ?? []];
    };
    assert.deepEqual(await state(), [[FLAG.flagged, 0], [1, 0], []]);
    await store.storeFlags(id, inbox.id, uids, change('replace', ['$seen', 'work'], false));
    assert.deepEqual(await state(), [[FLAG.seen, FLAG.seen], [0, 0], ['work']]);
    assert.equal((await store.getMailbox(id, inbox.id))?.unreadEmails, 0);
    const { modseq } = await store.storeFlags(id, inbox.id, uids, change('remove', ['$seen'], true));
    assert.equal((await store.getMailbox(id, inbox.id))?.unreadEmails, 2);
    assert.equal(
      (await store.storeFlags(id, inbox.id, uids, change('remove', ['$seen'], true))).modseq,
      modseq,
    );
    await assert.rejects(store.storeFlags(id, 999 as MailboxId, uids, change('add', [], true)), {
      code: 'mailboxNotFound',
    });
  });

  test('a change seen through one mailbox is a change in all', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const [inbox, archive] = [await inboxOf(store, id), await mailboxByRole(store, id, 'archive')];
    const { emailId } = await append(store, id, inbox.id);
    const { modseq } = await store.updateEmails(id, [{ emailId, addMailboxes: [archive.id] }]);
    await store.storeFlags(id, inbox.id, [1 as Uid], { ...keywordChange('$seen'), deleted: false });
    const { rows } = await store.readMailbox(id, archive.id, modseq);
    assert.deepEqual([...rows.flags], [FLAG.seen]);
    assert.equal((await store.getMailbox(id, archive.id))?.unreadEmails, 0);
    const deleted = await store.storeFlags(id, inbox.id, [1 as Uid], { ...keywordChange(), deleted: true });
    const after = await store.readMailbox(id, archive.id, START);
    assert.deepEqual([...after.rows.deleted], [0]);
    assert.deepEqual([...after.rows.modseqs], [deleted.modseq]);
    await store.expunge(id, inbox.id, null);
    assert.deepEqual(await uidsIn(store, id, archive.id), [1]);
    assert.equal((await store.getEmails(id, [emailId])).length, 1);
  });

  test('copies are new emails on the same bodies', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const [inbox, archive] = [await inboxOf(store, id), await mailboxByRole(store, id, 'archive')];
    const original = await append(store, id, inbox.id, { keywords: keywordSet(['$seen', 'work']) });
    const copied = await store.copyEmails(
      id,
      inbox.id,
      [9, 1].map((uid) => uid as Uid),
      archive.id,
    );
    assert.deepEqual([copied.sourceUids, copied.destinationUids], [[1], [1]]);
    assert.equal(copied.uidValidity, archive.uidValidity);
    const { rows } = await store.readMailbox(id, archive.id, START);
    const [copy] = await store.getEmails(id, [rows.emailIds[0] as EmailId]);
    assert.notEqual(copy?.id, original.emailId);
    assert.equal(copy?.blobId, original.blobId);
    assert.equal(copy.threadId, original.threadId);
    assert.deepEqual(copy.keywords, { flags: FLAG.seen, custom: ['work'] });
    const none = await store.copyEmails(id, inbox.id, [9 as Uid], archive.id);
    assert.deepEqual([none.sourceUids, none.destinationUids], [[], []]);
    await assert.rejects(store.copyEmails(id, inbox.id, [1 as Uid], 999 as MailboxId), {
      code: 'mailboxNotFound',
    });
    await store.updateAccount(id, { quotaBytes: 1 });
    await assert.rejects(store.copyEmails(id, inbox.id, [1 as Uid], archive.id), { code: 'overQuota' });
  });

  test('a message takes the place of another, also in a full account', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const [inbox, drafts] = [await inboxOf(store, id), await mailboxByRole(store, id, 'drafts')];
    const first = await append(store, id, drafts.id, { headers: ['Message-ID: <a@x>'] });
    await store.updateAccount(id, { quotaBytes: first.sizeBytes });
    const next = {
      ...message('b', ['Message-ID: <a@x>']),
      mailboxIds: [drafts.id],
      keywords: keywordSet(['$draft']),
      receivedAt: new Date(),
    };
    const place = (uid: number) => ({ mailboxId: drafts.id, uid: uid as Uid });
    const second = await store.replaceEmail(id, place(1), next);
    assert.deepEqual([second.places[0]?.uid, second.threadId], [2, first.threadId]);
    assert.deepEqual(await uidsIn(store, id, drafts.id), [2]);
    assert.deepEqual(await store.getEmails(id, [first.emailId]), []);
    await assert.rejects(store.replaceEmail(id, place(1), next), { code: 'emailNotFound' });
    await assert.rejects(
      store.replaceEmail(id, place(2), { ...next, ...message('b'.repeat(500)), mailboxIds: [inbox.id] }),
      { code: 'overQuota' },
    );
    assert.deepEqual(await uidsIn(store, id, drafts.id), [2]);
  });

  test('a mailbox remembers when each message came in', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const [inbox, archive] = [await inboxOf(store, id), await mailboxByRole(store, id, 'archive')];
    const began = Date.now();
    await store.deliver(delivery({ ...message('hi'), receivedAt: new Date(0), local: [local(id)] }));
    const appended = await append(store, id, inbox.id);
    await store.copyEmails(id, inbox.id, [1 as Uid], archive.id);
    await store.moveEmails(id, inbox.id, [1 as Uid], archive.id);
    await store.updateEmails(id, [{ emailId: appended.emailId, addMailboxes: [archive.id] }]);
    const uids = [1, 2, 3, 4].map((uid) => uid as Uid);
    for (const [mailbox, present] of [
      [inbox, [2]],
      [archive, [1, 2, 3]],
    ] as const) {
      const dates = await store.getSaveDates(id, mailbox.id, uids);
      assert.deepEqual([...dates.keys()], present);
      for (const at of dates.values()) assert.ok(at.getTime() >= began && at.getTime() <= Date.now());
    }
    const hana = await addTestAccount(store, 'hana@sample.com');
    await assert.rejects(store.getSaveDates(hana.id, archive.id, uids), { code: 'mailboxNotFound' });
  });

  test('moved emails keep their identity', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const [inbox, archive] = [await inboxOf(store, id), await mailboxByRole(store, id, 'archive')];
    const one = await append(store, id, inbox.id);
    const two = await append(store, id, inbox.id);
    const moved = await store.moveEmails(
      id,
      inbox.id,
      [2, 1].map((uid) => uid as Uid),
      archive.id,
    );
    assert.deepEqual(
      [moved.sourceUids, moved.destinationUids],
      [
        [1, 2],
        [1, 2],
      ],
    );
    assert.equal((await store.getEmails(id, [one.emailId, two.emailId])).length, 2);
    const { vanished } = await store.readMailbox(id, inbox.id, two.modseq);
    assert.deepEqual([...(vanished ?? [])], [1, 2]);
    const again = await store.moveEmails(id, archive.id, [1 as Uid], archive.id);
    assert.deepEqual(again.destinationUids, [3]);
  });

  test('expunge removes what is marked, POP3 what is named', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    for (let i = 0; i < 4; i++) await append(store, id, inbox.id);
    await store.storeFlags(
      id,
      inbox.id,
      [1, 2].map((uid) => uid as Uid),
      { ...keywordChange(), deleted: true },
    );
    const only = await store.expunge(
      id,
      inbox.id,
      [2, 3].map((uid) => uid as Uid),
    );
    assert.deepEqual(only.uids, [2]);
    assert.deepEqual((await store.expunge(id, inbox.id, null)).uids, [1]);
    await store.removeMemberships(
      id,
      inbox.id,
      [3, 99].map((uid) => uid as Uid),
    );
    assert.deepEqual(await uidsIn(store, id, inbox.id), [4]);
    assert.equal((await store.getAccount(id))?.emailCount, 1);
    const { uid } = await append(store, id, inbox.id);
    assert.equal(uid, 5);
  });
}

function keywordChange(...names: string[]) {
  return { mode: 'add' as const, keywords: keywordSet(names) };
}
