import assert from 'node:assert/strict';
import type { MailboxId } from '../../model/ids.ts';
import { addTestAccount, append, inboxOf, mailboxByRole, nextEvent } from './fixtures.ts';
import type { ContractTest } from './harness.ts';

export function mailboxContract(test: ContractTest): void {
  test('names are one level in NFC, unique among siblings', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const work = await store.createMailbox(id, { name: 'か\u3099' });
    assert.equal(work.name, 'が');
    await assert.rejects(store.createMailbox(id, { name: 'が' }), { code: 'alreadyExists' });
    await store.createMailbox(id, { name: 'が', parentId: work.id });
    for (const name of ['', 'a/b', 'a\nb', 'x'.repeat(256), '\ud800']) {
      await assert.rejects(store.createMailbox(id, { name }), { code: 'invalidMailboxName' }, name);
    }
    await assert.rejects(store.createMailbox(id, { name: 'INBOX' }), { code: 'alreadyExists' });
    await assert.rejects(store.createMailbox(id, { name: 'x', parentId: 999 as MailboxId }), {
      code: 'mailboxNotFound',
    });
    await assert.rejects(store.createMailbox(id, { name: 'x', role: 'sent' }), { code: 'mailboxRoleTaken' });
  });

  test('parents come before children, siblings by order, then name', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const b = await store.createMailbox(id, { name: 'b', sortOrder: 20 });
    await store.createMailbox(id, { name: 'child', parentId: b.id });
    await store.createMailbox(id, { name: 'a', sortOrder: 20 });
    const names = (await store.listMailboxes(id)).map(({ name }) => name);
    assert.deepEqual(names.slice(6), ['a', 'b', 'child']);
  });

  test('nesting ends at twenty levels and never closes a circle', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const chain = [(await store.createMailbox(id, { name: 'level' })).id];
    for (let level = 2; level <= 20; level++) {
      chain.push((await store.createMailbox(id, { name: 'level', parentId: chain.at(-1) ?? null })).id);
    }
    await assert.rejects(store.createMailbox(id, { name: 'x', parentId: chain.at(-1) }), {
      code: 'limitReached',
    });
    const [top, second] = chain;
    assert.ok(top && second);
    await assert.rejects(store.updateMailbox(id, top, { parentId: second }), { code: 'invalidArgument' });
    const other = await store.createMailbox(id, { name: 'other' });
    await assert.rejects(store.updateMailbox(id, top, { parentId: other.id }), { code: 'limitReached' });
    await store.updateMailbox(id, second, { parentId: other.id });
  });

  test('properties change with their own modseq and an event', async ({ store, bus }) => {
    const account = await addTestAccount(store);
    const { id } = account;
    const made = await store.createMailbox(id, { name: 'work' });
    const published = nextEvent(bus, (event) => event.kind === 'account' && event.types.includes('Mailbox'));
    const renamed = await store.updateMailbox(id, made.id, {
      name: 'Work',
      isSubscribed: false,
      sortOrder: 7,
    });
    assert.deepEqual([renamed.name, renamed.isSubscribed, renamed.sortOrder], ['Work', false, 7]);
    assert.equal(renamed.uidValidity, made.uidValidity);
    assert.ok(renamed.propertiesModseq > made.propertiesModseq);
    const event = await published;
    assert.ok(event.kind === 'account' && event.mailboxIds.includes(made.id));
    const changes = await store.changesSince(id, 'Mailbox', made.modseq, 10);
    assert.deepEqual(changes.updated, [made.id]);
    assert.equal(changes.countsOnly, false);
  });

  test('the inbox can be neither renamed nor deleted', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    await assert.rejects(store.updateMailbox(id, inbox.id, { name: 'x' }), { code: 'forbidden' });
    await assert.rejects(store.updateMailbox(id, inbox.id, { role: null }), { code: 'forbidden' });
    await assert.rejects(store.deleteMailbox(id, inbox.id, { removeEmails: true }), { code: 'forbidden' });
    await store.updateMailbox(id, inbox.id, { isSubscribed: false });
  });

  test('deletion needs an empty mailbox or the will to empty it', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    const work = await store.createMailbox(id, { name: 'work' });
    const child = await store.createMailbox(id, { name: 'child', parentId: work.id });
    await assert.rejects(store.deleteMailbox(id, work.id, { removeEmails: true }), {
      code: 'mailboxHasChild',
    });
    const before = await store.accountModseq(id);
    await store.deleteMailbox(id, child.id, { removeEmails: false });
    assert.deepEqual((await store.changesSince(id, 'Mailbox', before, 10)).destroyed, [child.id]);
    const alone = await append(store, id, work.id);
    const shared = await append(store, id, work.id);
    await store.updateEmails(id, [{ emailId: shared.emailId, addMailboxes: [inbox.id] }]);
    await assert.rejects(store.deleteMailbox(id, work.id, { removeEmails: false }), {
      code: 'mailboxHasEmail',
    });
    await store.deleteMailbox(id, work.id, { removeEmails: true });
    const left = await store.getEmails(id, [alone.emailId, shared.emailId]);
    assert.deepEqual(
      left.map((email) => email.memberships.map(({ mailboxId }) => mailboxId)),
      [[inbox.id]],
    );
    await assert.rejects(store.deleteMailbox(id, work.id, { removeEmails: true }), {
      code: 'mailboxNotFound',
    });
  });

  test('a name made anew gets a UIDVALIDITY it never had', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const seen = new Set((await store.listMailboxes(id)).map(({ uidValidity }) => uidValidity));
    for (let round = 0; round < 3; round++) {
      const made = await store.createMailbox(id, { name: 'again' });
      assert.equal(seen.has(made.uidValidity), false);
      seen.add(made.uidValidity);
      await store.deleteMailbox(id, made.id, { removeEmails: false });
    }
  });

  test('mailboxes of another account do not exist', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const other = await addTestAccount(store, 'other@sample.com');
    const foreign = await mailboxByRole(store, other.id, 'archive');
    assert.equal(await store.getMailbox(id, foreign.id), null);
    await assert.rejects(store.updateMailbox(id, foreign.id, { name: 'x' }), { code: 'mailboxNotFound' });
    await assert.rejects(store.deleteMailbox(id, foreign.id, { removeEmails: true }), {
      code: 'mailboxNotFound',
    });
    await assert.rejects(store.createMailbox(id, { name: 'x', parentId: foreign.id }), {
      code: 'mailboxNotFound',
    });
  });
}
