import assert from 'node:assert/strict';
import type { AccountId, EmailId, MailboxId, ModSeq, Uid } from '../../model/ids.ts';
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

/** Emails as they come in, change and go. */
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
}
