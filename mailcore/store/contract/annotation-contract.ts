import assert from 'node:assert/strict';
import type { StoreEvent } from '../../model/change.ts';
import type { AccountId, MailboxId } from '../../model/ids.ts';
import type { Store } from '../store.ts';
import { addTestAccount, nextEvent } from './fixtures.ts';
import type { ContractTest } from './harness.ts';

const text = (value: string): Uint8Array => Buffer.from(value);

async function shown(store: Store, accountId: AccountId, mailboxId: MailboxId | null): Promise<string[]> {
  const annotations = await store.listAnnotations(accountId, mailboxId);
  return annotations.map(({ name, value }) => `${name}=${Buffer.from(value).toString()}`);
}

export function annotationContract(test: ContractTest): void {
  test('a private note is for its author, a shared one for all', async ({ store }) => {
    const owner = await addTestAccount(store);
    const guest = await addTestAccount(store, 'hana@sample.com');
    const { id } = await store.createMailbox(owner.id, { name: 'work' });
    await store.setAnnotations(owner.id, id, [
      { name: '/private/comment', value: text('mine') },
      { name: '/shared/comment', value: text('ours') },
    ]);
    await store.setAnnotations(guest.id, id, [{ name: '/private/comment', value: text('手紙') }]);
    await store.setAnnotations(guest.id, null, [{ name: '/private/vendor/x', value: text('server') }]);
    assert.deepEqual(await shown(store, owner.id, id), ['/private/comment=mine', '/shared/comment=ours']);
    assert.deepEqual(await shown(store, guest.id, id), ['/private/comment=手紙', '/shared/comment=ours']);
    assert.deepEqual(await shown(store, guest.id, null), ['/private/vendor/x=server']);
    assert.deepEqual(await shown(store, owner.id, null), []);
    await store.setAnnotations(owner.id, id, [
      { name: '/private/comment', value: null },
      { name: '/shared/comment', value: new Uint8Array([0, 255]) },
    ]);
    const [left] = await store.listAnnotations(owner.id, id);
    assert.deepEqual([...(left?.value ?? [])], [0, 255]);
    await store.removeAccount(guest.id);
    await store.deleteMailbox(owner.id, id, { removeEmails: true });
    assert.deepEqual(await shown(store, owner.id, id), []);
  });

  test('a change is announced to whom it is for', async ({ store, bus }) => {
    const owner = await addTestAccount(store);
    const guest = await addTestAccount(store, 'hana@sample.com');
    const { id } = await store.createMailbox(owner.id, { name: 'work' });
    const told = async (accountId: AccountId, mailboxId: MailboxId | null, name: string) => {
      const next = nextEvent(bus, ({ kind }: StoreEvent) => kind === 'annotations');
      await store.setAnnotations(accountId, mailboxId, [{ name, value: text('x') }]);
      return next;
    };
    const event = { kind: 'annotations', mailboxId: id, name: '/private/a' };
    assert.deepEqual(await told(guest.id, id, '/private/a'), { ...event, accountId: guest.id });
    const shared = { ...event, name: '/shared/a', accountId: owner.id };
    assert.deepEqual(await told(guest.id, id, '/shared/a'), shared);
    assert.deepEqual(await told(owner.id, null, '/shared/a'), {
      ...shared,
      accountId: null,
      mailboxId: null,
    });
  });

  test('notes are named, few and short', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const refuses = (name: string, value: Uint8Array, code: string, mailboxId: MailboxId | null = null) =>
      assert.rejects(store.setAnnotations(id, mailboxId, [{ name, value }]), { code });
    await refuses('/public/x', text('x'), 'invalidArgument');
    await refuses('/private/x', text('x'), 'mailboxNotFound', 999 as MailboxId);
    await refuses('/private/x', new Uint8Array(32 * 1024 + 1), 'messageTooLarge');
    const many = Array.from({ length: 100 }, (_, n) => ({ name: `/private/${n}`, value: text('x') }));
    await store.setAnnotations(id, null, many);
    await refuses('/private/x', text('x'), 'limitReached');
    await store.setAnnotations(id, null, [{ name: '/private/0', value: text('y') }]);
    await store.setAnnotations(id, null, [{ name: '/shared/x', value: text('x') }]);
  });
}
