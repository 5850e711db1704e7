import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { ModSeq } from '../../model/ids.ts';
import { FLAG } from '../../model/keyword.ts';
import type { Rights } from '../../model/rights.ts';
import { addTestAccount, append, inboxOf, message } from '../contract/fixtures.ts';
import { openTestStorage } from '../../testing/test-storage.ts';
import { MailboxAccess, placeOf } from './mailbox-access.ts';

/** Two mailboxes of an owner, and what a guest makes of the first with some rights. */
async function guestWith(context: TestContext, rights: string) {
  const storage = await openTestStorage();
  context.after(() => storage.close());
  const { store } = storage;
  const owner = await addTestAccount(store);
  const guest = await addTestAccount(store, 'hana@sample.com');
  const work = await store.createMailbox(owner.id, { name: 'work' });
  const secret = await store.createMailbox(owner.id, { name: 'secret' });
  if (rights !== '')
    await store.setRights(owner.id, work.id, guest.id, { mode: 'replace', rights: rights as Rights });
  const access = new MailboxAccess(store, guest.id);
  return { store, owner, guest, work, secret, access, mail: access.storeOf(owner.id) };
}

const flagged = { flags: FLAG.flagged, custom: [] };
const SINCE_EVER = 0 as ModSeq;

test('without a grant nothing of another account exists', async (context) => {
  const { store, owner, guest, work, access, mail } = await guestWith(context, '');
  const email = await append(store, owner.id, work.id);
  const add = { mode: 'add' as const, keywords: flagged, deleted: false };
  const notFound = { code: 'mailboxNotFound' };
  assert.deepEqual(await mail.listMailboxes(owner.id), []);
  assert.equal(await mail.getMailbox(owner.id, work.id), null);
  assert.deepEqual(await mail.getEmails(owner.id, [email.emailId]), []);
  assert.equal((await mail.getContents(owner.id, [email.emailId])).size, 0);
  assert.equal((await mail.getWireContents(owner.id, [email.emailId], 'envelope')).size, 0);
  assert.equal((await mail.getThreads(owner.id, [email.threadId])).size, 0);
  assert.equal((await mail.readAllEmails(owner.id)).rows.emailIds.length, 0);
  assert.equal(await mail.findBlob(owner.id, email.blobId), null);
  await assert.rejects(mail.accountModseq(owner.id), { code: 'accountNotFound' });
  await assert.rejects(mail.changesSince(owner.id, 'Email', SINCE_EVER, 10), { code: 'accountNotFound' });
  await assert.rejects(mail.readMailbox(owner.id, work.id, SINCE_EVER), notFound);
  await assert.rejects(mail.storeFlags(owner.id, work.id, [email.uid], add), notFound);
  await assert.rejects(mail.expunge(owner.id, work.id, null), notFound);
  await assert.rejects(mail.createMailbox(owner.id, { name: 'x', parentId: work.id }), notFound);
  await assert.rejects(mail.createMailbox(owner.id, { name: 'x' }), { code: 'noPermission' });
  await assert.rejects(mail.updateMailbox(owner.id, work.id, { isSubscribed: true }), notFound);
  await assert.rejects(mail.deleteMailbox(owner.id, work.id, { removeEmails: true }), notFound);
  await assert.rejects(access.require(placeOf(work)), notFound);
  await assert.rejects(access.listRights(placeOf(work)), notFound);
  const inbox = await inboxOf(store, guest.id);
  await assert.rejects(
    access.transfer(placeOf(work), [email.uid], placeOf(inbox), { isMove: false }),
    notFound,
  );
  await assert.rejects(access.transfer(placeOf(inbox), [], placeOf(work), { isMove: false }), notFound);
  const patch = { emailId: email.emailId, keywords: [add] };
  assert.deepEqual((await mail.updateEmails(owner.id, [patch])).failed, [
    { emailId: email.emailId, code: 'emailNotFound' },
  ]);
  assert.deepEqual((await mail.destroyEmails(owner.id, [email.emailId])).notFound, [email.emailId]);
});

test('an account may do anything with its own mail', async (context) => {
  const { store, owner, work } = await guestWith(context, '');
  const access = new MailboxAccess(store, owner.id);
  assert.equal(access.storeOf(owner.id), store);
  await access.require(placeOf(work), 'a', 'x');
});

/** Operation by operation: the rights beside `l` that it needs. RFC 4314 §4. */
const NEEDS: readonly [
  what: string,
  rights: string,
  run: (guest: Awaited<ReturnType<typeof guestWith>>) => Promise<unknown>,
][] = [
  ['reading', 'r', ({ mail, owner, work }) => mail.readMailbox(owner.id, work.id, SINCE_EVER)],
  [
    'inserting',
    'i',
    ({ mail, owner, work }) =>
      mail.appendEmails(owner.id, [
        { ...message('x'), mailboxIds: [work.id], keywords: flagged, receivedAt: new Date() },
      ]),
  ],
  ['expunging', 'e', ({ mail, owner, work }) => mail.expunge(owner.id, work.id, null)],
  [
    'creating below',
    'k',
    ({ mail, owner, work }) => mail.createMailbox(owner.id, { name: 'below', parentId: work.id }),
  ],
  ['renaming', 'x', ({ mail, owner, work }) => mail.updateMailbox(owner.id, work.id, { name: 'other' })],
  ['deleting', 'x', ({ mail, owner, work }) => mail.deleteMailbox(owner.id, work.id, { removeEmails: true })],
  ['administering', 'a', ({ access, work }) => access.listRights(placeOf(work))],
];

for (const [what, rights, run] of NEEDS) {
  test(`${what} needs ${rights} and no more`, async (context) => {
    await run(await guestWith(context, `l${rights}`));
    const others = [...'lrswipkxtea'].filter((letter) => letter !== rights).join('');
    await assert.rejects(run(await guestWith(context, others)), { code: 'noPermission' });
    await assert.rejects(run(await guestWith(context, 'rswipkxtea')), { code: 'mailboxNotFound' });
  });
}

test('flags change as far as the rights go, and not at all without', async (context) => {
  const all = { flags: FLAG.seen | FLAG.flagged, custom: ['tag'] };
  const change = { mode: 'add' as const, keywords: all, deleted: true };
  for (const [rights, flags, custom, deleted] of [
    ['lrs', FLAG.seen, undefined, 0],
    ['lrw', FLAG.flagged, ['tag'], 0],
    ['lrt', 0, undefined, 1],
  ] as const) {
    const { store, owner, work, mail } = await guestWith(context, rights);
    const { uid } = await append(store, owner.id, work.id);
    await mail.storeFlags(owner.id, work.id, [uid], change);
    const { rows } = await mail.readMailbox(owner.id, work.id, SINCE_EVER);
    assert.deepEqual([rows.flags[0], rows.custom.get(0), rows.deleted[0]], [flags, custom, deleted]);
  }
  const { store, owner, work, mail } = await guestWith(context, 'lr');
  const { uid } = await append(store, owner.id, work.id);
  await assert.rejects(mail.storeFlags(owner.id, work.id, [uid], change), { code: 'noPermission' });
  const { store: other, owner: its, work: place, mail: seen } = await guestWith(context, 'lrt');
  const one = await append(other, its.id, place.id);
  const onlySeen = { mode: 'add' as const, keywords: { flags: FLAG.seen, custom: [] }, deleted: false };
  await assert.rejects(seen.storeFlags(its.id, place.id, [one.uid], onlySeen), { code: 'noPermission' });
});

test('an appended message comes without the flags one may not set', async (context) => {
  const { owner, work, mail } = await guestWith(context, 'lri');
  const email = { ...message('x'), mailboxIds: [work.id], keywords: flagged, receivedAt: new Date() };
  await mail.appendEmails(owner.id, [{ ...email, isDeleted: true }]);
  const { rows } = await mail.readMailbox(owner.id, work.id, SINCE_EVER);
  assert.deepEqual([rows.flags[0], rows.deleted[0]], [0, 0]);
});

test('an email is in the mailboxes one sees; where it is hidden nothing of it changes', async (context) => {
  const { store, owner, work, secret, mail } = await guestWith(context, 'lrswite');
  const { emailId } = await append(store, owner.id, work.id);
  await store.updateEmails(owner.id, [{ emailId, addMailboxes: [secret.id] }]);
  const hidden = await append(store, owner.id, secret.id);
  const [email] = await mail.getEmails(owner.id, [emailId, hidden.emailId]);
  assert.deepEqual(
    email?.memberships.map(({ mailboxId }) => mailboxId),
    [work.id],
  );
  assert.deepEqual([...(await mail.readAllEmails(owner.id)).rows.emailIds], [emailId]);
  const fails = async (patch: object) =>
    (await mail.updateEmails(owner.id, [{ emailId, ...patch }])).failed[0]?.code;
  assert.equal(await fails({ keywords: [{ mode: 'add', keywords: flagged }] }), 'noPermission');
  assert.equal(await fails({ addMailboxes: [secret.id] }), 'mailboxNotFound');
  assert.deepEqual((await mail.destroyEmails(owner.id, [emailId])).notPermitted, [emailId]);
  assert.equal(await fails({ setMailboxes: [work.id] }), undefined);
  assert.equal(await fails({ removeMailboxes: [work.id] }), undefined);
  const [left] = await store.getEmails(owner.id, [emailId]);
  assert.deepEqual(
    left?.memberships.map(({ mailboxId }) => mailboxId),
    [secret.id],
  );
});

test('changes tell what is in sight, and nothing when the sight changed', async (context) => {
  const { store, owner, guest, work, secret, mail } = await guestWith(context, 'lr');
  const since = await store.accountModseq(owner.id);
  const shown = await append(store, owner.id, work.id);
  await append(store, owner.id, secret.id);
  assert.deepEqual((await mail.changesSince(owner.id, 'Email', since, 10)).created, [shown.emailId]);
  assert.deepEqual((await mail.changesSince(owner.id, 'Thread', since, 10)).created, [shown.threadId]);
  assert.deepEqual((await mail.changesSince(owner.id, 'Mailbox', since, 10)).updated, [work.id]);
  await assert.rejects(mail.changesSince(owner.id, 'Identity', since, 10), { code: 'noPermission' });
  await store.setRights(owner.id, secret.id, guest.id, { mode: 'replace', rights: 'lr' as Rights });
  await assert.rejects(mail.changesSince(owner.id, 'Email', since, 10), { code: 'cannotCalculateChanges' });
});

test('a copy needs r here and i there; a move t and e here as well', async (context) => {
  for (const [rights, isMove, code] of [
    ['lr', false, null],
    ['li', false, 'noPermission'],
    ['lrt', true, 'noPermission'],
    ['lre', true, 'noPermission'],
    ['lrte', true, null],
  ] as const) {
    const { store, owner, guest, work, access } = await guestWith(context, rights);
    const { uid } = await append(store, owner.id, work.id);
    const inbox = placeOf(await inboxOf(store, guest.id));
    const transfer = access.transfer(placeOf(work), [uid], inbox, { isMove });
    if (code === null) assert.equal((await transfer).destinationUids.length, 1);
    else await assert.rejects(transfer, { code });
  }
  const { store, guest, work, access } = await guestWith(context, 'lrste');
  const inbox = await inboxOf(store, guest.id);
  const { uid } = await append(store, guest.id, inbox.id);
  await assert.rejects(access.transfer(placeOf(inbox), [uid], placeOf(work), { isMove: false }), {
    code: 'noPermission',
  });
});

test('below a parent that is not shared a mailbox stands at the top, subscribed as one likes', async (context) => {
  const { store, owner, guest, secret, mail } = await guestWith(context, '');
  const below = await store.createMailbox(owner.id, { name: 'below', parentId: secret.id });
  await store.setRights(owner.id, below.id, guest.id, { mode: 'replace', rights: 'lrkx' as Rights });
  const [seen] = await mail.listMailboxes(owner.id);
  assert.deepEqual([seen?.parentId, seen?.isSubscribed], [null, false]);
  assert.equal((await mail.updateMailbox(owner.id, below.id, { isSubscribed: true })).isSubscribed, true);
  assert.equal((await mail.getMailbox(owner.id, below.id))?.isSubscribed, true);
  const made = await mail.createMailbox(owner.id, { name: 'new', parentId: below.id });
  assert.deepEqual(
    [made.accountId, (await mail.getMailbox(owner.id, made.id))?.parentId],
    [owner.id, below.id],
  );
  await assert.rejects(mail.updateMailbox(owner.id, made.id, { parentId: null }), { code: 'noPermission' });
  await assert.rejects(mail.updateMailbox(owner.id, made.id, { role: 'junk' }), { code: 'noPermission' });
});
