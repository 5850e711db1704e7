import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MailboxId } from '../model/ids.ts';
import type { Rights } from '../model/rights.ts';
import { openJmapFixture, upload, type JmapFixture } from '../testing/jmap-fixture.ts';
import type { GetResponse, Invocation, Mailbox, SetResponse, StateChange } from './types.ts';

const URLS = { apiUrl: '', downloadUrl: '', uploadUrl: '', eventSourceUrl: '' };
const MESSAGE = (subject: string): string[] => [
  `Subject: ${subject}`,
  `Message-ID: <${subject}@x>`,
  '',
  'hello',
];
const USING = ['core', 'mail', 'submission'].map((name) => `urn:ietf:params:jmap:${name}`);

/** Two mailboxes of the account, the first shared with the other. */
async function sharing(fixture: JmapFixture, rights: string) {
  const { account, other, storage } = fixture;
  const work = await storage.store.createMailbox(account.id, { name: 'Work' });
  const secret = await storage.store.createMailbox(account.id, { name: 'Secret' });
  const grant = (id: MailboxId, letters: string) =>
    storage.store.setRights(account.id, id, other.id, { mode: 'replace', rights: letters as Rights });
  await grant(work.id, rights);
  const emailIn = async (mailboxId: MailboxId, subject: string): Promise<string> => {
    const id = await fixture.importMessage(MESSAGE(subject));
    await fixture.run('Email/set', { update: { [id]: { mailboxIds: { [`m${mailboxId}`]: true } } } });
    return id;
  };
  return {
    work: `m${work.id}`,
    secret: `m${secret.id}`,
    workId: work.id,
    secretId: secret.id,
    grant,
    emailIn,
  };
}

/** A call of the other account on this one's data, or on what `args` names. */
async function asOther(fixture: JmapFixture, name: string, args: object): Promise<Invocation> {
  const methodCalls = [[name, { accountId: fixture.accountId, ...args }, 'c']];
  const response = await fixture.request({ using: USING, methodCalls }, fixture.other);
  assert.ok('methodResponses' in response);
  return response.methodResponses[0]!;
}

async function okAsOther<T>(fixture: JmapFixture, name: string, args: object): Promise<T> {
  const [answer, result] = await asOther(fixture, name, args);
  assert.equal(answer, name, JSON.stringify(result));
  return result as T;
}

test('the session names accounts that share something, and changes with them', async () => {
  await using fixture = await openJmapFixture();
  const { jmap, other, accountId } = fixture;
  const before = await jmap.sessionResource(other, URLS);
  assert.deepEqual(Object.keys(before.accounts), [`a${other.id}`]);
  const { workId, grant } = await sharing(fixture, 'lr');
  const after = await jmap.sessionResource(other, URLS);
  assert.notEqual(after.state, before.state);
  const shared = after.accounts[accountId]!;
  assert.deepEqual([shared.name, shared.isPersonal, shared.isReadOnly], ['tomo@sample.com', false, true]);
  assert.deepEqual(Object.keys(shared.accountCapabilities), ['urn:ietf:params:jmap:mail']);
  assert.equal(after.primaryAccounts['urn:ietf:params:jmap:mail'], `a${other.id}`);
  await grant(workId, 'lri');
  assert.equal((await jmap.sessionResource(other, URLS)).accounts[accountId]!.isReadOnly, false);
  await grant(workId, '');
  assert.equal((await jmap.sessionResource(other, URLS)).state, before.state);
});

test('one sees the mailboxes that are shared, with the rights one has, and no email elsewhere', async () => {
  await using fixture = await openJmapFixture();
  const { work, workId, secretId, emailIn } = await sharing(fixture, 'lrws');
  const [shown, hidden] = [await emailIn(workId, 'shown'), await emailIn(secretId, 'hidden')];
  const { list } = await okAsOther<GetResponse<Mailbox>>(fixture, 'Mailbox/get', { ids: null });
  assert.deepEqual(
    list.map(({ id, name, totalEmails, isSubscribed }) => [id, name, totalEmails, isSubscribed]),
    [[work, 'Work', 1, false]],
  );
  assert.deepEqual(list[0]!.myRights, {
    mayReadItems: true,
    mayAddItems: false,
    mayRemoveItems: false,
    maySetSeen: true,
    maySetKeywords: true,
    mayCreateChild: false,
    mayRename: false,
    mayDelete: false,
    maySubmit: false,
  });
  const got = await okAsOther<GetResponse<{ id: string; threadId: string; blobId: string }>>(
    fixture,
    'Email/get',
    {
      ids: [shown, hidden],
    },
  );
  assert.deepEqual([got.list.map(({ id }) => id), got.notFound], [[shown], [hidden]]);
  for (const filter of [null, { text: 'hello' }, { subject: 'hidden' }, { inMailbox: work }]) {
    const { ids } = await okAsOther<{ ids: string[] }>(fixture, 'Email/query', { filter });
    assert.deepEqual(ids, filter?.subject === undefined ? [shown] : [], JSON.stringify(filter));
  }
  const { blobId } = got.list[0]!;
  assert.ok(await fixture.jmap.download(fixture.other, blobId, fixture.accountId));
  assert.equal(await fixture.jmap.download(fixture.other, blobId), null);
  const [secretBlob] = (await fixture.run<GetResponse<{ blobId: string }>>('Email/get', { ids: [hidden] }))
    .list;
  assert.equal(await fixture.jmap.download(fixture.other, secretBlob!.blobId, fixture.accountId), null);
});

test('what one query found for the owner is not what another finds', async () => {
  await using fixture = await openJmapFixture();
  const { workId, secretId, emailIn } = await sharing(fixture, 'lr');
  const shown = await emailIn(workId, 'shown');
  await emailIn(secretId, 'hidden');
  const all = { filter: null, sort: [{ property: 'receivedAt' }] };
  assert.equal((await fixture.run<{ ids: string[] }>('Email/query', all)).ids.length, 2);
  assert.deepEqual((await okAsOther<{ ids: string[] }>(fixture, 'Email/query', all)).ids, [shown]);
});

test('changes are refused record by record, or for the whole account when nothing may change', async () => {
  await using fixture = await openJmapFixture();
  const { work, workId, secret, emailIn, grant } = await sharing(fixture, 'lr');
  const email = await emailIn(workId, 'one');
  const update = { update: { [email]: { 'keywords/$seen': true } } };
  assert.deepEqual((await asOther(fixture, 'Email/set', update))[1], { type: 'accountReadOnly' });
  await grant(workId, 'lrw');
  const refused = await okAsOther<SetResponse<object>>(fixture, 'Email/set', {
    ...update,
    destroy: [email],
  });
  assert.deepEqual(
    [refused.notUpdated![email]!.type, refused.notDestroyed![email]!.type],
    ['willDestroy', 'forbidden'],
  );
  const seen = await okAsOther<SetResponse<object>>(fixture, 'Email/set', update);
  assert.equal(seen.notUpdated![email]!.type, 'forbidden');
  const flagged = { update: { [email]: { 'keywords/$flagged': true } } };
  assert.deepEqual((await okAsOther<SetResponse<object>>(fixture, 'Email/set', flagged)).updated, {
    [email]: null,
  });
  const moved = { update: { [email]: { mailboxIds: { [secret]: true } } } };
  assert.equal(
    (await okAsOther<SetResponse<object>>(fixture, 'Email/set', moved)).notUpdated![email]!.type,
    'invalidProperties',
  );
  const mailboxes = await okAsOther<SetResponse<Mailbox>>(fixture, 'Mailbox/set', {
    create: { top: { name: 'Top' }, below: { name: 'Below', parentId: work } },
    update: { [work]: { name: 'Mine' }, [secret]: { name: 'Mine' } },
    destroy: [work],
  });
  assert.deepEqual(
    [mailboxes.notCreated!.top!.type, mailboxes.notCreated!.below!.type],
    ['forbidden', 'forbidden'],
  );
  assert.equal(mailboxes.notUpdated![secret]!.type, 'notFound');
  assert.equal(mailboxes.notDestroyed![work]!.type, 'forbidden');
  const subscribed = await okAsOther<SetResponse<Mailbox>>(fixture, 'Mailbox/set', {
    update: { [work]: { isSubscribed: true } },
  });
  assert.deepEqual(subscribed.updated, { [work]: null });
});

test('of another account there is mail, and nothing else', async () => {
  await using fixture = await openJmapFixture();
  const accountNotFound = { type: 'accountNotFound' };
  assert.deepEqual((await asOther(fixture, 'Mailbox/get', {}))[1], accountNotFound);
  await sharing(fixture, 'lrswipkxtea');
  for (const name of ['Identity/get', 'EmailSubmission/get'])
    assert.deepEqual((await asOther(fixture, name, {}))[1], { type: 'accountNotSupportedByMethod' }, name);
  assert.deepEqual((await asOther(fixture, 'EmailSubmission/set', {}))[1], accountNotFound);
  assert.deepEqual((await asOther(fixture, 'Mailbox/get', { accountId: 'a999' }))[1], accountNotFound);
});

test('a message is uploaded for, imported into and copied from the account of another', async () => {
  await using fixture = await openJmapFixture();
  const { work, workId, emailIn, grant } = await sharing(fixture, 'lri');
  const { jmap, other, accountId } = fixture;
  const { blobId } = await upload(jmap, other, MESSAGE('from afar').join('\r\n'));
  const imported = await okAsOther<{ created: Record<string, { id: string }> }>(fixture, 'Email/import', {
    emails: { k: { blobId, mailboxIds: { [work]: true }, keywords: { $flagged: true } } },
  });
  const { list } = await fixture.run<GetResponse<{ subject: string; keywords: object }>>('Email/get', {
    ids: [imported.created.k!.id],
  });
  assert.deepEqual([list[0]!.subject, list[0]!.keywords], ['from afar', {}]);
  const email = await emailIn(workId, 'to copy');
  const inbox = (await fixture.storage.store.listMailboxes(other.id)).find(({ role }) => role === 'inbox')!;
  const copy = {
    accountId: `a${other.id}`,
    fromAccountId: accountId,
    create: { c: { id: email, mailboxIds: { [`m${inbox.id}`]: true } }, d: { id: 'e999', mailboxIds: {} } },
    onSuccessDestroyOriginal: true,
  };
  const request = { using: USING, methodCalls: [['Email/copy', copy, 'c']] };
  const answer = await fixture.request(request, other);
  assert.ok('methodResponses' in answer);
  const [copied, destroyed] = answer.methodResponses as [Invocation, Invocation];
  const result = copied[1] as unknown as SetResponse<{ id: string }>;
  assert.deepEqual([Object.keys(result.created!), result.notCreated!.d!.type], [['c'], 'notFound']);
  assert.deepEqual(
    [destroyed[0], (destroyed[1] as unknown as SetResponse<object>).notDestroyed![email]!.type],
    ['Email/set', 'forbidden'],
  );
  await grant(workId, 'lrite');
  const again = await fixture.request(request, other);
  assert.ok('methodResponses' in again);
  assert.deepEqual((again.methodResponses[1]![1] as unknown as SetResponse<object>).destroyed, [email]);
  await grant(workId, 'lr');
  await assert.rejects(jmap.upload(other, Buffers(), 'a/b', accountId), { code: 'noPermission' });
  await assert.rejects(jmap.upload(other, Buffers(), 'a/b', 'a999'), { code: 'accountNotFound' });
});

async function* Buffers(): AsyncGenerator<Buffer> {
  yield Buffer.from('x');
}

test('push tells of changes in the mailboxes one may see', async () => {
  await using fixture = await openJmapFixture();
  const { jmap, other, accountId, storage } = fixture;
  const { workId, secretId, emailIn } = await sharing(fixture, 'lr');
  const state = await jmap.currentState(other, ['Mailbox', 'Identity']);
  assert.deepEqual(Object.keys(state.change.changed).sort(), [accountId, `a${other.id}`].sort());
  assert.deepEqual(Object.keys(state.change.changed[accountId]!), ['Mailbox']);
  const { promise: first, resolve } = Promise.withResolvers<StateChange>();
  const stop = jmap.subscribe(other, ['Email', 'Identity'], resolve);
  await storage.store.mailboxesSharedWith(other.id);
  await emailIn(secretId, 'hidden');
  const hiddenAt = await storage.store.accountModseq(fixture.account.id);
  await emailIn(workId, 'shown');
  const { changed } = await first;
  stop();
  assert.deepEqual(Object.keys(changed), [accountId]);
  assert.deepEqual(Object.keys(changed[accountId]!), ['Email']);
  assert.ok(Number(changed[accountId]!.Email) > hiddenAt);
});
