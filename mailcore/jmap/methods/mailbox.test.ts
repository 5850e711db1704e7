import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openJmapFixture } from '../../testing/jmap-fixture.ts';
import type { GetResponse, Mailbox, MailboxChangesResponse, QueryResponse, SetResponse } from '../types.ts';

const MESSAGE = (id: string, extra: readonly string[] = []): string[] => [
  'From: Yuki <yuki@sample.com>',
  `Message-ID: <${id}@sample.com>`,
  'Subject: Hello',
  ...extra,
  '',
  'Hi',
];

test('Mailbox/get shows rights, counts and threads', async () => {
  await using fixture = await openJmapFixture();
  await fixture.importMessage(MESSAGE('a'), { keywords: ['$seen'] });
  await fixture.importMessage(MESSAGE('b', ['In-Reply-To: <a@sample.com>', 'References: <a@sample.com>']));
  await fixture.importMessage(MESSAGE('c'), { keywords: ['$seen'] });
  const inbox = await fixture.mailbox('inbox');
  const { list, notFound } = await fixture.run<GetResponse<Mailbox>>('Mailbox/get', {
    ids: [inbox, 'm999', 'x'],
  });
  assert.deepEqual(notFound, ['m999', 'x']);
  const [mailbox] = list;
  const { myRights, ...rest } = mailbox!;
  assert.deepEqual(rest, {
    id: inbox,
    name: 'Inbox',
    parentId: null,
    role: 'inbox',
    sortOrder: rest.sortOrder,
    totalEmails: 3,
    unreadEmails: 1,
    totalThreads: 2,
    unreadThreads: 1,
    isSubscribed: rest.isSubscribed,
  });
  assert.equal(myRights.mayDelete, false);
  assert.equal(myRights.mayAddItems, true);
});

test('Mailbox/set creates a branch in any order and destroys it in one call', async () => {
  await using fixture = await openJmapFixture();
  const { created } = await fixture.run<SetResponse<Mailbox>>('Mailbox/set', {
    create: { child: { name: 'Child', parentId: '#top' }, top: { name: 'Top', sortOrder: 7 } },
  });
  const top = created!.top!.id!;
  const child = created!.child!.id!;
  assert.equal(created!.top!.sortOrder, undefined);
  assert.equal(created!.top!.totalEmails, 0);
  const { list } = await fixture.run<GetResponse<Mailbox>>('Mailbox/get', {
    ids: [child],
    properties: ['parentId'],
  });
  assert.deepEqual(list, [{ id: child, parentId: top }]);
  const gone = await fixture.run<SetResponse<Mailbox>>('Mailbox/set', { destroy: [top, child] });
  assert.deepEqual(gone.destroyed, [child, top]);
});

const BAD_CREATIONS: readonly [what: string, mailbox: object, type: string, properties?: string[]][] = [
  ['no name', {}, 'invalidProperties', ['name']],
  ['a sibling of the same name', { name: 'Archive' }, 'invalidProperties', ['name']],
  ['a role that is taken', { name: 'X', role: 'trash' }, 'invalidProperties', ['role']],
  ['an unknown role', { name: 'X', role: 'nonsense' }, 'invalidProperties', ['role']],
  ['a parent that is not there', { name: 'X', parentId: 'm999' }, 'invalidProperties', ['parentId']],
  ['a parent never created', { name: 'X', parentId: '#nobody' }, 'invalidProperties', ['parentId']],
  ['a slash', { name: 'a/b' }, 'invalidProperties', ['name']],
  ['a name too long', { name: 'x'.repeat(500) }, 'invalidProperties', ['name']],
  ['a property of the server', { name: 'X', totalEmails: 3 }, 'invalidProperties', ['totalEmails']],
  ['a name that is a number', { name: 3 }, 'invalidProperties', ['name']],
];

for (const [what, mailbox, type, properties] of BAD_CREATIONS) {
  test(`Mailbox/set refuses ${what}`, async () => {
    await using fixture = await openJmapFixture();
    const { created, notCreated } = await fixture.run<SetResponse<Mailbox>>('Mailbox/set', {
      create: { k: mailbox },
    });
    assert.equal(created, null);
    assert.deepEqual([notCreated!.k!.type, notCreated!.k!.properties], [type, properties]);
  });
}

test('Mailbox/set renames, moves and refuses cycles', async () => {
  await using fixture = await openJmapFixture();
  const { created } = await fixture.run<SetResponse<Mailbox>>('Mailbox/set', {
    create: { a: { name: 'A' }, b: { name: 'B', parentId: '#a' } },
  });
  const [a, b] = [created!.a!.id!, created!.b!.id!];
  const { updated, notUpdated } = await fixture.run<SetResponse<Mailbox>>('Mailbox/set', {
    update: { [b]: { name: 'Beta', isSubscribed: false }, [a]: { parentId: b }, m999: { name: 'x' } },
  });
  assert.deepEqual(updated, { [b]: null });
  assert.equal(notUpdated![a]!.type, 'invalidProperties');
  assert.deepEqual(notUpdated![a]!.properties, ['parentId']);
  assert.deepEqual(notUpdated!.m999, { type: 'notFound' });
});

test('Mailbox/set keeps a mailbox with emails unless told to remove them', async () => {
  await using fixture = await openJmapFixture();
  const { created } = await fixture.run<SetResponse<Mailbox>>('Mailbox/set', {
    create: { a: { name: 'A' } },
  });
  const a = created!.a!.id!;
  const email = await fixture.importMessage(MESSAGE('a'));
  await fixture.run('Email/set', { update: { [email]: { mailboxIds: { [a]: true } } } });
  const kept = await fixture.run<SetResponse<Mailbox>>('Mailbox/set', { destroy: [a] });
  assert.deepEqual(kept.notDestroyed![a]!.type, 'mailboxHasEmail');
  const gone = await fixture.run<SetResponse<Mailbox>>('Mailbox/set', {
    destroy: [a],
    onDestroyRemoveEmails: true,
  });
  assert.deepEqual(gone.destroyed, [a]);
  const { notFound } = await fixture.run<GetResponse<object>>('Email/get', { ids: [email] });
  assert.deepEqual(notFound, [email]);
});

test('Mailbox/set with a stale ifInState changes nothing', async () => {
  await using fixture = await openJmapFixture();
  const [answer] = await fixture.call(['Mailbox/set', { ifInState: '0', create: { a: { name: 'A' } } }]);
  assert.deepEqual(answer!.slice(0, 2), ['error', { type: 'stateMismatch' }]);
});

test('Mailbox/changes says when only counts moved', async () => {
  await using fixture = await openJmapFixture();
  const { state } = await fixture.run<GetResponse<Mailbox>>('Mailbox/get', { ids: [] });
  await fixture.importMessage(MESSAGE('a'));
  const counts = await fixture.run<MailboxChangesResponse>('Mailbox/changes', { sinceState: state });
  assert.deepEqual(counts.updated, [await fixture.mailbox('inbox')]);
  assert.deepEqual(counts.updatedProperties, [
    'totalEmails',
    'unreadEmails',
    'totalThreads',
    'unreadThreads',
  ]);
  await fixture.run('Mailbox/set', { create: { a: { name: 'A' } } });
  const created = await fixture.run<MailboxChangesResponse>('Mailbox/changes', {
    sinceState: counts.newState,
  });
  assert.equal(created.created.length, 1);
});

test('Mailbox/query filters, sorts and walks the tree', async () => {
  await using fixture = await openJmapFixture();
  const { created } = await fixture.run<SetResponse<Mailbox>>('Mailbox/set', {
    create: { z: { name: 'Zebra' }, a: { name: 'Ant', parentId: '#z' }, b: { name: 'Bee' } },
  });
  const [z, a, b] = ['z', 'a', 'b'].map((key) => created![key]!.id!);
  const names = { filter: { hasAnyRole: false }, sort: [{ property: 'name' }] };
  const flat = await fixture.run<QueryResponse>('Mailbox/query', { ...names, calculateTotal: true });
  assert.deepEqual([flat.ids, flat.total], [[a, b, z], 3]);
  const tree = await fixture.run<QueryResponse>('Mailbox/query', { ...names, sortAsTree: true });
  assert.deepEqual(tree.ids, [b, z, a]);
  const search = { operator: 'OR', conditions: [{ name: 'an' }, { role: 'inbox' }] };
  const found = await fixture.run<QueryResponse>('Mailbox/query', {
    filter: search,
    sort: [{ property: 'name' }],
  });
  assert.deepEqual(found.ids, [a, await fixture.mailbox('inbox')]);
  const asTree = await fixture.run<QueryResponse>('Mailbox/query', {
    filter: { name: 'an' },
    filterAsTree: true,
  });
  assert.deepEqual(asTree.ids, []);
});
