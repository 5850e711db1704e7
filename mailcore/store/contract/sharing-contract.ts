import assert from 'node:assert/strict';
import type { StoreEvent } from '../../model/change.ts';
import type { AccountId, MailboxId } from '../../model/ids.ts';
import { FLAG } from '../../model/keyword.ts';
import { ALL_RIGHTS, flagMask, NO_RIGHTS, type Rights, type RightsChange } from '../../model/rights.ts';
import type { Store } from '../store.ts';
import { addTestAccount, append, inboxOf, mailboxByRole, nextEvent } from './fixtures.ts';
import type { ContractTest } from './harness.ts';

const grant = (rights: string): RightsChange => ({ mode: 'replace', rights: rights as Rights });
const isSharing =
  (accountId: AccountId | null) =>
  (event: StoreEvent): boolean =>
    event.kind === 'sharing' && event.accountId === accountId;

async function ownerAndGuest(store: Store) {
  const owner = await addTestAccount(store);
  const guest = await addTestAccount(store, 'hana@sample.com');
  const work = await store.createMailbox(owner.id, { name: '仕事' });
  return { owner, guest, work };
}

export function sharingContract(test: ContractTest): void {
  test('nobody but the owner may anything until it is granted', async ({ store }) => {
    const { owner, guest, work } = await ownerAndGuest(store);
    assert.equal((await store.rightsOf(owner.id, work.id))?.rights, ALL_RIGHTS);
    assert.equal(await store.rightsOf(guest.id, work.id), null);
    assert.equal(await store.rightsOf(guest.id, 999 as MailboxId), null);
    assert.deepEqual(await store.mailboxesSharedWith(guest.id), []);
    assert.equal(await store.setRights(owner.id, work.id, guest.id, grant('lr')), 'lr');
    assert.deepEqual(await store.rightsOf(guest.id, work.id), {
      ownerId: owner.id,
      mailboxId: work.id,
      rights: 'lr',
    });
    const [shared, ...others] = await store.mailboxesSharedWith(guest.id);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [shared?.mailbox.id, shared?.ownerAddress, shared?.rights, shared?.path, shared?.mailbox.isSubscribed],
      [work.id, owner.address, 'lr', ['仕事'], false],
    );
    assert.deepEqual(await store.mailboxesSharedWith(owner.id), []);
  });

  test('rights are added to, taken from, and gone with the last', async ({ store }) => {
    const { owner, guest, work } = await ownerAndGuest(store);
    const change = (mode: RightsChange['mode'], rights: string) =>
      store.setRights(owner.id, work.id, guest.id, { mode, rights: rights as Rights });
    assert.equal(await change('add', 'rl'), 'lr');
    assert.equal(await change('add', 'w'), 'lrw');
    assert.equal(await change('remove', 'r'), 'lw');
    assert.equal(await change('remove', 'lwa'), NO_RIGHTS);
    assert.deepEqual(await store.listRights(owner.id, work.id), []);
  });

  test('rights of everyone add to those of one; without l nothing is listed', async ({ store }) => {
    const { owner, guest, work } = await ownerAndGuest(store);
    const inbox = await inboxOf(store, owner.id);
    await store.setRights(owner.id, work.id, null, grant('r'));
    await store.setRights(owner.id, work.id, guest.id, grant('lp'));
    await store.setRights(owner.id, inbox.id, null, grant('rw'));
    assert.equal((await store.rightsOf(guest.id, work.id))?.rights, 'lrp');
    assert.deepEqual(
      (await store.mailboxesSharedWith(guest.id)).map(({ path }) => path),
      [['仕事']],
    );
    assert.deepEqual(await store.listRights(owner.id, work.id), [
      { grantee: null, rights: 'r' },
      { grantee: { accountId: guest.id, address: guest.address }, rights: 'lp' },
    ]);
    await store.setRights(owner.id, inbox.id, null, grant('lr'));
    const sub = await store.createMailbox(owner.id, { name: 'below', parentId: inbox.id });
    const paths = (await store.mailboxesSharedWith(guest.id, owner.id)).map(({ path }) => path.join('/'));
    assert.deepEqual(paths, ['INBOX', 'INBOX/below', '仕事']);
    assert.equal((await store.rightsOf(guest.id, sub.id))?.rights, 'lr');
    assert.deepEqual(await store.mailboxesSharedWith(guest.id, guest.id), []);
  });

  test('a grant needs a mailbox, somebody, and somebody else', async ({ store }) => {
    const { owner, guest, work } = await ownerAndGuest(store);
    const refuses = (ownerId: AccountId, granteeId: AccountId | null, code: string) =>
      assert.rejects(store.setRights(ownerId, work.id, granteeId, grant('lr')), { code });
    await refuses(guest.id, guest.id, 'mailboxNotFound');
    await refuses(owner.id, owner.id, 'invalidArgument');
    await refuses(owner.id, 999 as AccountId, 'accountNotFound');
    await assert.rejects(store.listRights(guest.id, work.id), { code: 'mailboxNotFound' });
  });

  test('a change of rights is announced to both sides and moves the state of the owner', async ({
    store,
    bus,
  }) => {
    const { owner, guest, work } = await ownerAndGuest(store);
    const heard = nextEvent(bus, isSharing(guest.id));
    const told = nextEvent(bus, (event) => event.kind === 'account' && event.accountId === owner.id);
    await store.setRights(owner.id, work.id, guest.id, grant('lr'));
    await heard;
    const event = await told;
    assert.ok(event.kind === 'account' && event.mailboxIds.includes(work.id));
    const changes = await store.changesSince(owner.id, 'Mailbox', work.modseq, 10);
    assert.deepEqual([changes.updated, changes.countsOnly], [[work.id], false]);
    const before = await store.accountModseq(owner.id);
    await store.setRights(owner.id, work.id, guest.id, grant('lr'));
    assert.equal(await store.accountModseq(owner.id), before);
    const everyone = nextEvent(bus, isSharing(null));
    await store.setRights(owner.id, work.id, null, grant('l'));
    await everyone;
  });

  test('a subscription to the mailbox of another is a secret of the subscriber', async ({ store, bus }) => {
    const { owner, guest, work } = await ownerAndGuest(store);
    await store.setRights(owner.id, work.id, guest.id, grant('lr'));
    const before = await store.accountModseq(owner.id);
    const heard = nextEvent(bus, isSharing(guest.id));
    await store.setSharedSubscription(guest.id, work.id, true);
    await heard;
    await store.setSharedSubscription(guest.id, work.id, true);
    assert.equal((await store.mailboxesSharedWith(guest.id))[0]?.mailbox.isSubscribed, true);
    await store.updateMailbox(owner.id, work.id, { isSubscribed: false });
    assert.equal((await store.mailboxesSharedWith(guest.id))[0]?.mailbox.isSubscribed, true);
    await store.setSharedSubscription(guest.id, work.id, false);
    assert.equal((await store.mailboxesSharedWith(guest.id))[0]?.mailbox.isSubscribed, false);
    assert.ok((await store.accountModseq(owner.id)) - before === 1);
    await assert.rejects(store.setSharedSubscription(owner.id, work.id, true), { code: 'mailboxNotFound' });
  });

  test('what is removed takes its grants and subscriptions along', async ({ store, bus }) => {
    const { owner, guest, work } = await ownerAndGuest(store);
    const third = await addTestAccount(store, 'third@sample.com');
    const archive = await mailboxByRole(store, owner.id, 'archive');
    for (const { id } of [work, archive]) {
      await store.setRights(owner.id, id, guest.id, grant('lr'));
      await store.setRights(owner.id, id, third.id, grant('lr'));
      await store.setSharedSubscription(guest.id, id, true);
    }
    const lost = nextEvent(bus, isSharing(guest.id));
    await store.deleteMailbox(owner.id, work.id, { removeEmails: true });
    await lost;
    assert.equal((await store.mailboxesSharedWith(guest.id)).length, 1);
    await store.removeAccount(third.id);
    assert.deepEqual(
      (await store.listRights(owner.id, archive.id)).map(({ grantee }) => grantee?.address),
      [guest.address],
    );
    const gone = nextEvent(bus, isSharing(guest.id));
    await store.removeAccount(owner.id);
    await gone;
    assert.deepEqual(await store.mailboxesSharedWith(guest.id), []);
  });

  test('a copy into another account is an email of its own on the same body', async ({ store }) => {
    const { owner, guest, work } = await ownerAndGuest(store);
    const inbox = await inboxOf(store, guest.id);
    const keywords = { flags: FLAG.seen | FLAG.flagged, custom: ['tag'] };
    const headers = ['Message-ID: <one@test.org>'];
    const one = await append(store, owner.id, work.id, { keywords, headers });
    const from = { accountId: owner.id, mailboxId: work.id };
    const to = { accountId: guest.id, mailboxId: inbox.id };
    const copied = await store.transferEmails(from, [one.uid], to, { isMove: false });
    assert.deepEqual([copied.sourceUids, copied.destinationUids.length], [[one.uid], 1]);
    assert.equal(copied.modseq, await store.accountModseq(guest.id));
    const { rows } = await store.readMailbox(guest.id, inbox.id, 0 as never);
    const [copy] = await store.getEmails(guest.id, [rows.emailIds[0] as never]);
    assert.deepEqual([copy?.blobId, copy?.keywords], [one.blobId, keywords]);
    assert.notEqual(copy?.threadId, one.threadId);
    const mask = flagMask('s' as Rights);
    await store.transferEmails(from, [one.uid], to, { isMove: false, mask });
    const after = await store.readMailbox(guest.id, inbox.id, 0 as never);
    assert.deepEqual([after.rows.flags[1], after.rows.custom.has(1)], [FLAG.seen, false]);
    assert.equal(after.rows.threadIds[1], after.rows.threadIds[0]);
  });

  test('a move into another account is all or nothing and counted on both sides', async ({ store }) => {
    const { owner, work } = await ownerAndGuest(store);
    const small = await addTestAccount(store, 'small@sample.com', 300);
    const inbox = await inboxOf(store, small.id);
    const one = await append(store, owner.id, work.id);
    const two = await append(store, owner.id, work.id, { body: 'x'.repeat(300) });
    const from = { accountId: owner.id, mailboxId: work.id };
    const to = { accountId: small.id, mailboxId: inbox.id };
    await assert.rejects(store.transferEmails(from, [one.uid, two.uid], to, { isMove: true }), {
      code: 'overQuota',
    });
    assert.equal((await store.getMailbox(owner.id, work.id))?.totalEmails, 2);
    assert.equal((await store.getMailbox(small.id, inbox.id))?.totalEmails, 0);
    await store.transferEmails(from, [one.uid], to, { isMove: true });
    assert.equal((await store.getMailbox(owner.id, work.id))?.totalEmails, 1);
    assert.equal((await store.getAccount(small.id))?.usedBytes, one.sizeBytes);
    assert.deepEqual(await store.getEmails(owner.id, [one.emailId]), []);
    await assert.rejects(
      store.transferEmails(from, [two.uid], { ...to, accountId: owner.id }, { isMove: true }),
      {
        code: 'mailboxNotFound',
      },
    );
  });

  test('flags outside the mask stay as they are', async ({ store }) => {
    const { owner, work } = await ownerAndGuest(store);
    const one = await append(store, owner.id, work.id, {
      keywords: { flags: FLAG.flagged, custom: ['tag'] },
    });
    const replace = { mode: 'replace' as const, keywords: { flags: FLAG.seen, custom: [] }, deleted: true };
    const mask = flagMask('s' as Rights);
    await store.storeFlags(owner.id, work.id, [one.uid], replace, { mask });
    const { rows } = await store.readMailbox(owner.id, work.id, 0 as never);
    assert.deepEqual(
      [rows.flags[0], rows.custom.get(0), rows.deleted[0]],
      [FLAG.flagged | FLAG.seen, ['tag'], 0],
    );
    const unchanged = await store.accountModseq(owner.id);
    await store.storeFlags(owner.id, work.id, [one.uid], replace, { mask: flagMask(NO_RIGHTS) });
    assert.equal(await store.accountModseq(owner.id), unchanged);
  });
}
