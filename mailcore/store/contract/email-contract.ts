import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { AccountId, BlobId, EmailId, MailboxId, ModSeq, ThreadId, Uid } from '../../model/ids.ts';
import { FLAG, keywordSet, NO_KEYWORDS } from '../../model/keyword.ts';
import type { Store } from '../store.ts';
import {
  addTestAccount,
  append,
  delivery,
  inboxOf,
  local,
  mailboxByRole,
  message,
  nextEvent,
} from './fixtures.ts';
import type { ContractTest } from './harness.ts';

const START = 0 as ModSeq;

async function uidsIn(store: Store, accountId: AccountId, mailboxId: MailboxId): Promise<number[]> {
  return [...(await store.readMailbox(accountId, mailboxId, START)).rows.uids];
}

export function emailContract(test: ContractTest): void {
  test('a delivery is filed once per recipient on one body, and announced', async ({ store, bus, blobs }) => {
    const tomo = await addTestAccount(store);
    const hana = await addTestAccount(store, 'hana@sample.com');
    const seen = nextEvent(
      bus,
      (event) => event.kind === 'account' && event.accountId === hana.id && event.delivered,
    );
    const mail = message('こんにちは', ['Subject: =?utf-8?B?44GT?=', 'Message-ID: <1@test.org>']);
    const receivedAt = new Date('2026-11-24T01:02:03Z');
    const receipt = await store.deliver(
      delivery({
        ...mail,
        receivedAt,
        local: [local(tomo.id), { ...local(hana.id, 'junk'), keywords: keywordSet(['$seen', 'x']) }],
      }),
    );
    const junk = await mailboxByRole(store, hana.id, 'junk');
    assert.equal(receipt.filed.length, 2);
    assert.equal(receipt.filed[1]?.mailboxId, junk.id);
    assert.equal(junk.totalEmails, 1);
    assert.equal(junk.unreadEmails, 0);
    const [email] = await store.getEmails(hana.id, [receipt.filed[1]?.emailId ?? (0 as EmailId)]);
    assert.deepEqual(email?.keywords, { flags: FLAG.seen, custom: ['x'] });
    assert.deepEqual(email.receivedAt, receivedAt);
    assert.deepEqual(email.memberships, [{ mailboxId: junk.id, uid: 1, isDeleted: false }]);
    assert.equal(email.blobId, receipt.blobId);
    const contents = await store.getContents(hana.id, [email.id]);
    const stored = contents.get(email.id);
    assert.deepEqual(stored?.content, mail.content);
    assert.equal((await blobs.read(stored.blob.location)).toString().includes('こんにちは'), true);
    assert.deepEqual(
      await store.getSummaries(hana.id, [email.id]),
      new Map([[email.id, mail.content.summary]]),
    );
    assert.equal((await store.getSummaries(tomo.id, [email.id])).size, 0);
    const wire = await store.getWireContents(hana.id, [email.id], 'envelope');
    assert.equal(wire.get(email.id), mail.content.envelope);
    assert.equal((await store.getAccount(hana.id))?.usedBytes, email.sizeBytes);
    await seen;
  });

  test('a filter that names a missing mailbox files into the inbox', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const { filed } = await store.deliver(
      delivery({ ...message('x'), local: [local(id, 999 as MailboxId)] }),
    );
    assert.equal(filed[0]?.mailboxId, (await inboxOf(store, id)).id);
  });

  test('a recipient over quota fails the whole or is skipped, as asked', async ({ store }) => {
    const small = await addTestAccount(store, 'small@sample.com', 10);
    const { id } = await addTestAccount(store);
    const both = { local: [local(id), local(small.id)] };
    await assert.rejects(store.deliver(delivery({ ...message('x'), ...both })), { code: 'overQuota' });
    assert.equal((await store.getAccount(id))?.emailCount, 0);
    const receipt = await store.deliver(delivery({ ...message('x'), ...both, onOverQuota: 'skip' }));
    assert.deepEqual(receipt.overQuota, [small.id]);
    assert.equal(receipt.filed.length, 1);
    await assert.rejects(append(store, small.id, (await inboxOf(store, small.id)).id), { code: 'overQuota' });
  });

  test('appended emails get ascending uids, in every mailbox named', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const [inbox, archive] = [await inboxOf(store, id), await mailboxByRole(store, id, 'archive')];
    const one = (isDeleted: boolean) => ({
      ...message('x'),
      mailboxIds: [inbox.id, archive.id],
      keywords: NO_KEYWORDS,
      isDeleted,
      receivedAt: new Date(),
    });
    const [first, second] = await store.appendEmails(id, [one(false), one(true)]);
    assert.deepEqual(
      second?.places.map(({ uid, uidValidity }) => [uid, uidValidity]),
      [
        [2, inbox.uidValidity],
        [2, archive.uidValidity],
      ],
    );
    assert.ok(first && first.modseq < second.modseq);
    const { rows } = await store.readMailbox(id, archive.id, START);
    assert.deepEqual([...rows.deleted], [0, 1]);
    const bad = { ...one(false), mailboxIds: [inbox.id, 999 as MailboxId] };
    await assert.rejects(store.appendEmails(id, [one(false), bad]), { code: 'mailboxNotFound' });
    await assert.rejects(store.appendEmails(id, [{ ...one(false), mailboxIds: [] }]), {
      code: 'invalidArgument',
    });
    assert.deepEqual(await uidsIn(store, id, inbox.id), [1, 2]);
  });

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

  test('a patch holds whole or not at all, each email on its own', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const [inbox, archive] = [await inboxOf(store, id), await mailboxByRole(store, id, 'archive')];
    const { emailId, modseq } = await append(store, id, inbox.id);
    const read = { mode: 'add' as const, keywords: keywordSet(['$seen', 'Later']) };
    const result = await store.updateEmails(id, [
      { emailId, keywords: [read], addMailboxes: [archive.id], removeMailboxes: [inbox.id] },
      { emailId: 999 as EmailId, keywords: [read] },
      { emailId, setMailboxes: [999 as MailboxId], keywords: [{ ...read, mode: 'remove' }] },
      { emailId, setMailboxes: [] },
      { emailId, setMailboxes: [inbox.id], addMailboxes: [inbox.id] },
    ]);
    assert.deepEqual(
      result.failed.map(({ code }) => code),
      ['emailNotFound', 'mailboxNotFound', 'invalidArgument', 'invalidArgument'],
    );
    const [email] = await store.getEmails(id, [emailId]);
    assert.deepEqual(email?.keywords, { flags: FLAG.seen, custom: ['later'] });
    assert.deepEqual(email.memberships, [{ mailboxId: archive.id, uid: 1, isDeleted: false }]);
    assert.equal(email.modseq, result.modseq);
    const left = await store.readMailbox(id, inbox.id, modseq);
    assert.deepEqual([...(left.vanished ?? [])], [1]);
    assert.equal((await store.getMailbox(id, inbox.id))?.modseq, result.modseq);
    const same = await store.updateEmails(id, [{ emailId, keywords: [read] }]);
    assert.equal(same.modseq, result.modseq);
    await assert.rejects(store.updateEmails(id, [], { ifInState: START }), { code: 'stateMismatch' });
  });

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

  test('a quota counts emails, too', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    const { quotaEmails } = await store.updateAccount(id, { quotaEmails: 2 });
    assert.equal(quotaEmails, 2);
    await append(store, id, inbox.id);
    await append(store, id, inbox.id);
    await assert.rejects(append(store, id, inbox.id), { code: 'overQuota' });
    const skipped = await store.deliver(
      delivery({ ...message('hi'), local: [local(id)], onOverQuota: 'skip' }),
    );
    assert.deepEqual(skipped.overQuota, [id]);
    await store.updateAccount(id, { quotaEmails: 0 });
    await append(store, id, inbox.id);
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

  test('destroyed emails leave every mailbox and free their bodies', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const [inbox, archive] = [await inboxOf(store, id), await mailboxByRole(store, id, 'archive')];
    const { emailId, blobId } = await append(store, id, inbox.id);
    await store.updateEmails(id, [{ emailId, addMailboxes: [archive.id] }]);
    const { notFound } = await store.destroyEmails(id, [emailId, 99 as EmailId]);
    assert.deepEqual(notFound, [99]);
    assert.deepEqual(await uidsIn(store, id, inbox.id), []);
    assert.deepEqual(await uidsIn(store, id, archive.id), []);
    assert.equal(await store.findBlob(id, blobId), null);
    const { freedBytes } = await store.sweep(new Date());
    assert.ok(freedBytes > 0);
  });

  test('answers join the thread when the subject agrees', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    const mail = (headers: string[]) => append(store, id, inbox.id, { headers });
    const first = await mail(['Message-ID: <a@x>', 'Subject: Lunch']);
    const answer = await mail(['Message-ID: <b@x>', 'In-Reply-To: <a@x>', 'Subject: Re: lunch']);
    const deep = await mail(['Message-ID: <c@x>', 'References: <lost@x> <b@x>', 'Subject: RE: Re: Lunch']);
    const changed = await mail(['Message-ID: <d@x>', 'References: <a@x>', 'Subject: Dinner']);
    const alone = await mail(['Subject: Lunch']);
    assert.deepEqual([answer.threadId, deep.threadId], [first.threadId, first.threadId]);
    assert.notEqual(changed.threadId, first.threadId);
    assert.notEqual(alone.threadId, first.threadId);
    const threads = await store.getThreads(id, [first.threadId, 999 as ThreadId]);
    assert.deepEqual([...threads], [[first.threadId, [first.emailId, answer.emailId, deep.emailId]]]);
    const sibling = await mail(['Message-ID: <e@x>', 'References: <lost@x>', 'Subject: Lunch']);
    assert.equal(sibling.threadId, first.threadId);
  });

  test('a thread ends with its last email and does not come back', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    const mail = (headers: string[]) => append(store, id, inbox.id, { headers });
    const first = await mail(['Message-ID: <a@x>', 'Subject: Lunch']);
    await store.destroyEmails(id, [first.emailId]);
    const answer = await mail(['Message-ID: <b@x>', 'In-Reply-To: <a@x>', 'Subject: Lunch']);
    assert.notEqual(answer.threadId, first.threadId);
    assert.equal((await store.getThreads(id, [first.threadId])).size, 0);
  });

  test('threads do not cross accounts', async ({ store }) => {
    const tomo = await addTestAccount(store);
    const hana = await addTestAccount(store, 'hana@sample.com');
    const mail = message('x', ['Message-ID: <a@x>', 'Subject: Lunch']);
    const { filed } = await store.deliver(delivery({ ...mail, local: [local(tomo.id), local(hana.id)] }));
    const emails = await Promise.all(
      filed.map(({ accountId, emailId }) => store.getEmails(accountId, [emailId])),
    );
    assert.notEqual(emails[0]?.[0]?.threadId, emails[1]?.[0]?.threadId);
  });

  test('emails of another account do not exist', async ({ store }) => {
    const tomo = await addTestAccount(store);
    const hana = await addTestAccount(store, 'hana@sample.com');
    const inbox = await inboxOf(store, tomo.id);
    const mine = await inboxOf(store, hana.id);
    const { emailId, blobId, threadId } = await append(store, tomo.id, inbox.id);
    assert.deepEqual(await store.getEmails(hana.id, [emailId]), []);
    assert.equal((await store.getContents(hana.id, [emailId])).size, 0);
    assert.equal((await store.getWireContents(hana.id, [emailId], 'bodyStructure')).size, 0);
    assert.equal((await store.getThreads(hana.id, [threadId])).size, 0);
    assert.equal(await store.findBlob(hana.id, blobId), null);
    await assert.rejects(store.readMailbox(hana.id, inbox.id, START), { code: 'mailboxNotFound' });
    await assert.rejects(store.expunge(hana.id, inbox.id, null), { code: 'mailboxNotFound' });
    await assert.rejects(store.copyEmails(hana.id, inbox.id, [1 as Uid], mine.id), {
      code: 'mailboxNotFound',
    });
    await assert.rejects(store.moveEmails(tomo.id, inbox.id, [1 as Uid], mine.id), {
      code: 'mailboxNotFound',
    });
    assert.deepEqual((await store.destroyEmails(hana.id, [emailId])).notFound, [emailId]);
    const { failed } = await store.updateEmails(tomo.id, [{ emailId, addMailboxes: [mine.id] }]);
    assert.equal(failed[0]?.code, 'mailboxNotFound');
    assert.deepEqual(await uidsIn(store, tomo.id, inbox.id), [1]);
  });

  test('all emails of an account come without uids', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const one = await append(store, id, (await inboxOf(store, id)).id);
    const two = await append(store, id, (await mailboxByRole(store, id, 'sent')).id);
    const { rows, modseq } = await store.readAllEmails(id);
    assert.deepEqual([...rows.emailIds], [one.emailId, two.emailId]);
    assert.deepEqual([...rows.uids], [0, 0]);
    assert.equal(modseq, await store.accountModseq(id));
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

function keywordChange(...names: string[]) {
  return { mode: 'add' as const, keywords: keywordSet(names) };
}
