import assert from 'node:assert/strict';
import type { AccountId, ModSeq, Uid } from '../../model/ids.ts';
import { keywordSet } from '../../model/keyword.ts';
import { addTestAccount, append, inboxOf } from './fixtures.ts';
import type { ContractTest } from './harness.ts';

export function changesContract(test: ContractTest): void {
  test('created, updated and destroyed since a state', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    const kept = await append(store, id, inbox.id);
    const gone = await append(store, id, inbox.id);
    const since = await store.accountModseq(id);
    const fresh = await append(store, id, inbox.id);
    const brief = await append(store, id, inbox.id);
    await store.updateEmails(id, [
      { emailId: kept.emailId, keywords: [{ mode: 'add', keywords: keywordSet(['$seen']) }] },
    ]);
    await store.destroyEmails(id, [gone.emailId, brief.emailId]);
    const emails = await store.changesSince(id, 'Email', since, 100);
    assert.deepEqual(
      [emails.created, emails.updated, emails.destroyed],
      [[fresh.emailId], [kept.emailId], [gone.emailId]],
    );
    assert.equal(emails.newState, await store.accountModseq(id));
    const threads = await store.changesSince(id, 'Thread', since, 100);
    assert.deepEqual(
      [threads.created, threads.updated, threads.destroyed],
      [[fresh.threadId], [], [gone.threadId]],
    );
    const mailboxes = await store.changesSince(id, 'Mailbox', since, 100);
    assert.deepEqual([mailboxes.updated, mailboxes.countsOnly], [[inbox.id], true]);
    const nothing = await store.changesSince(id, 'Email', emails.newState, 100);
    assert.deepEqual(
      [nothing.created, nothing.updated, nothing.destroyed, nothing.hasMore],
      [[], [], [], false],
    );
  });

  test('a thread is updated when an email joins or leaves it', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    const first = await append(store, id, inbox.id, { headers: ['Message-ID: <a@x>', 'Subject: s'] });
    const since = await store.accountModseq(id);
    const answer = await append(store, id, inbox.id, {
      headers: ['Message-ID: <b@x>', 'References: <a@x>', 'Subject: s'],
    });
    assert.deepEqual((await store.changesSince(id, 'Thread', since, 9)).updated, [first.threadId]);
    const middle = await store.accountModseq(id);
    await store.destroyEmails(id, [first.emailId]);
    assert.deepEqual((await store.changesSince(id, 'Thread', middle, 9)).updated, [first.threadId]);
    await store.destroyEmails(id, [answer.emailId]);
    assert.deepEqual((await store.changesSince(id, 'Thread', middle, 9)).destroyed, [first.threadId]);
  });

  test('pages end between two changes and miss none, even when changes happen in between', async ({
    store,
  }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    const since = await store.accountModseq(id);
    const made = [];
    for (let i = 0; i < 5; i++) made.push((await append(store, id, inbox.id)).emailId);
    const first = await store.changesSince(id, 'Email', since, 2);
    assert.deepEqual([first.created, first.hasMore], [made.slice(0, 2), true]);
    const seen = { mode: 'add' as const, keywords: keywordSet(['$seen']) };
    await store.updateEmails(
      id,
      made.slice(0, 3).map((emailId) => ({ emailId, keywords: [seen] })),
    );
    const rest = await store.changesSince(id, 'Email', first.newState, 100);
    assert.deepEqual([[...rest.created].sort(), [...rest.updated].sort()], [made.slice(2), made.slice(0, 2)]);
    assert.equal(rest.hasMore, false);
  });

  test('a state of the future or of another world cannot be compared', async ({ store }) => {
    const { id } = await addTestAccount(store);
    await assert.rejects(store.changesSince(id, 'Email', 999 as ModSeq, 9), {
      code: 'cannotCalculateChanges',
    });
    await assert.rejects(store.changesSince(99 as AccountId, 'Email', 0 as ModSeq, 9), {
      code: 'accountNotFound',
    });
    await assert.rejects(store.accountModseq(99 as AccountId), { code: 'accountNotFound' });
  });

  test(
    'tombstones beyond the bound are forgotten, and said to be',
    async ({ store }) => {
      const { id } = await addTestAccount(store);
      const inbox = await inboxOf(store, id);
      const states: ModSeq[] = [];
      for (let i = 1; i <= 6; i++) {
        await append(store, id, inbox.id);
        states.push(await store.accountModseq(id));
        await store.removeMemberships(id, inbox.id, [i as Uid]);
      }
      await store.sweep(new Date());
      const [oldest, newest] = [states[0], states.at(-1)];
      assert.ok(oldest && newest);
      await assert.rejects(store.changesSince(id, 'Email', oldest, 9), { code: 'cannotCalculateChanges' });
      assert.equal((await store.readMailbox(id, inbox.id, oldest)).vanished, null);
      assert.equal(await store.getVanishedUids(id, inbox.id, oldest), null);
      assert.deepEqual([...((await store.getVanishedUids(id, inbox.id, newest)) ?? [])], [6]);
      assert.equal((await store.changesSince(id, 'Email', newest, 9)).destroyed.length, 1);
      assert.deepEqual([...((await store.readMailbox(id, inbox.id, newest)).vanished ?? [])], [6]);
      const young = await store.createMailbox(id, { name: 'young' });
      assert.deepEqual([...((await store.readMailbox(id, young.id, young.modseq)).vanished ?? [1])], []);
    },
    { tombstonesKept: 4 },
  );

  test('rows of a mailbox since a state', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    for (let i = 0; i < 4; i++) await append(store, id, inbox.id);
    const { modseq } = await store.readMailbox(id, inbox.id, 0 as ModSeq);
    await store.storeFlags(id, inbox.id, [2 as Uid], {
      mode: 'add',
      keywords: keywordSet(['a']),
      deleted: false,
    });
    await store.removeMemberships(id, inbox.id, [3 as Uid]);
    await append(store, id, inbox.id);
    const slice = await store.readMailbox(id, inbox.id, modseq);
    assert.deepEqual([[...slice.rows.uids], [...(slice.vanished ?? [])]], [[2, 5], [3]]);
    assert.deepEqual(slice.rows.custom.get(0), ['a']);
    assert.deepEqual(await store.getVanishedUids(id, inbox.id, modseq), slice.vanished);
    const hana = await addTestAccount(store, 'hana@sample.com');
    await assert.rejects(store.getVanishedUids(hana.id, inbox.id, modseq), { code: 'mailboxNotFound' });
    await store.createMailbox(id, { name: 'elsewhere' });
    const later = await store.readMailbox(id, inbox.id, slice.modseq);
    assert.deepEqual(
      [later.highestModseq, later.highestModseq < later.modseq],
      [(await inboxOf(store, id)).modseq, true],
    );
  });
}
