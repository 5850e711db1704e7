import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_CONFIG } from '../../config.ts';
import { openJmapFixture, type JmapFixture } from '../../testing/jmap-fixture.ts';
import type {
  EmailSubmission,
  GetResponse,
  Id,
  Identity,
  Invocation,
  QueryResponse,
  SetError,
  SetResponse,
} from '../types.ts';

const DRAFT = {
  keywords: { $draft: true, $seen: true },
  from: [{ name: 'Tomo', email: 'tomo@sample.com' }],
  to: [{ name: null, email: 'yuki@sample.com' }],
  bcc: [{ name: null, email: 'far@x.org' }],
  subject: 'Hello',
  textBody: [{ partId: 't' }],
  bodyValues: { t: { value: 'Hi Yuki' } },
};

async function createDraft(fixture: JmapFixture, changes: object = {}): Promise<Id> {
  const mailboxIds = { [await fixture.mailbox('drafts')]: true };
  const { created } = await fixture.run<SetResponse<{ id: Id }>>('Email/set', {
    create: { d: { mailboxIds, ...DRAFT, ...changes } },
  });
  return created!.d!.id!;
}

async function identityId(fixture: JmapFixture): Promise<Id> {
  const { list } = await fixture.run<GetResponse<Identity>>('Identity/get', { ids: null });
  return list[0]!.id;
}

test('a submission delivers locally, queues the rest and moves the draft to Sent in one transaction', async () => {
  await using fixture = await openJmapFixture();
  const { store, blobs } = fixture.storage;
  const [drafts, sent] = [await fixture.mailbox('drafts'), await fixture.mailbox('sent')];
  const emailId = await createDraft(fixture);
  const events: number[] = [];
  fixture.storage.bus.subscribe((event) => {
    if (event.kind === 'account' && event.accountId === fixture.account.id) events.push(event.modseq);
  });
  const responses = await fixture.call([
    'EmailSubmission/set',
    {
      create: { s: { identityId: await identityId(fixture), emailId } },
      onSuccessUpdateEmail: {
        '#s': { [`mailboxIds/${drafts}`]: null, [`mailboxIds/${sent}`]: true, 'keywords/$draft': null },
      },
    },
  ]);
  assert.deepEqual(
    responses.map(([name, , callId]) => [name, callId]),
    [
      ['EmailSubmission/set', 'c0'],
      ['Email/set', 'c0'],
    ],
  );
  const made = (responses[0]![1] as unknown as SetResponse<EmailSubmission>).created!.s!;
  assert.equal(made.undoStatus, 'pending');
  assert.deepEqual(
    made.envelope!.rcptTo.map(({ email }) => email),
    ['yuki@sample.com', 'far@x.org'],
  );
  assert.equal(made.deliveryStatus!['yuki@sample.com']!.delivered, 'yes');
  assert.equal(made.deliveryStatus!['far@x.org']!.delivered, 'queued');
  assert.deepEqual((responses[1]![1] as unknown as SetResponse<object>).updated, { [emailId]: null });

  const { list } = await fixture.run<GetResponse<{ mailboxIds: object; keywords: object; bcc: unknown }>>(
    'Email/get',
    {
      ids: [emailId],
      properties: ['mailboxIds', 'keywords', 'bcc'],
    },
  );
  assert.deepEqual(list[0], {
    id: emailId,
    mailboxIds: { [sent]: true },
    keywords: { $seen: true },
    bcc: DRAFT.bcc,
  });

  const inbox = (await store.listMailboxes(fixture.other.id)).find(({ role }) => role === 'inbox')!;
  assert.deepEqual([inbox.totalEmails, inbox.unreadEmails], [1, 1]);
  const [entry] = await store.listQueue();
  assert.deepEqual(
    entry!.recipients.map(({ address }) => address),
    ['far@x.org'],
  );
  assert.equal(entry!.envelope.reversePath, 'tomo@sample.com');
  const octets = (await blobs.read(entry!.location)).toString();
  assert.match(octets, /^Received: by mail\.sample\.com \(JMAP\) \(authenticated\)/);
  assert.doesNotMatch(octets, /bcc|far@x\.org/i);
  assert.match(octets, /Hi Yuki/);
});

test('a draft and its submission go in one request by creation ids', async () => {
  await using fixture = await openJmapFixture();
  const drafts = await fixture.mailbox('drafts');
  const responses = await fixture.call(
    ['Email/set', { create: { d: { mailboxIds: { [drafts]: true }, ...DRAFT } } }],
    [
      'EmailSubmission/set',
      {
        create: { s: { identityId: await identityId(fixture), emailId: '#d' } },
        onSuccessDestroyEmail: ['#s'],
      },
    ],
  );
  const emailId = (responses[0]![1].created as Record<string, { id: Id }>).d!.id;
  assert.deepEqual((responses[2] as Invocation)[1].destroyed, [emailId]);
});

const REFUSED: readonly [what: string, draft: object, submission: object, expected: SetError][] = [
  ['no recipients', { to: [], bcc: [] }, {}, { type: 'noRecipients' }],
  [
    'an unknown local recipient',
    { to: [{ email: 'nobody@sample.com' }] },
    {},
    { type: 'invalidRecipients', invalidRecipients: ['nobody@sample.com'] },
  ],
  [
    'a recipient that is no address',
    { to: [{ email: 'just a name' }] },
    {},
    { type: 'invalidRecipients', invalidRecipients: ['just a name'] },
  ],
  ['a foreign From', { from: [{ email: 'boss@x.org' }] }, {}, { type: 'forbiddenFrom' }],
  [
    'a foreign MAIL FROM',
    {},
    { envelope: { mailFrom: { email: 'boss@x.org' }, rcptTo: [{ email: 'yuki@sample.com' }] } },
    { type: 'forbiddenMailFrom' },
  ],
  [
    'an empty envelope',
    {},
    { envelope: { mailFrom: { email: 'tomo@sample.com' }, rcptTo: [] } },
    { type: 'noRecipients' },
  ],
  [
    'an unknown parameter',
    {},
    {
      envelope: {
        mailFrom: { email: 'tomo@sample.com', parameters: { X: 'y' } },
        rcptTo: [{ email: 'yuki@sample.com' }],
      },
    },
    { type: 'invalidProperties', properties: ['envelope'] },
  ],
  [
    'an unknown identity',
    {},
    { identityId: 'i999' },
    { type: 'invalidProperties', properties: ['identityId'] },
  ],
  ['an unknown email', {}, { emailId: 'e999' }, { type: 'invalidProperties', properties: ['emailId'] }],
  [
    'a property of the server',
    {},
    { deliveryStatus: {} },
    { type: 'invalidProperties', properties: ['deliveryStatus'] },
  ],
];

for (const [what, draft, submission, expected] of REFUSED) {
  test(`a submission with ${what} is refused and nothing is sent`, async () => {
    await using fixture = await openJmapFixture();
    const emailId = await createDraft(fixture, draft);
    const create = { s: { identityId: await identityId(fixture), emailId, ...submission } };
    const { created, notCreated } = await fixture.run<SetResponse<EmailSubmission>>('EmailSubmission/set', {
      create,
    });
    assert.equal(created, null);
    const { description: _, ...error } = notCreated!.s!;
    assert.deepEqual(error, expected);
    assert.deepEqual(await fixture.storage.store.listQueue(), []);
  });
}

test('too many recipients and too large a message name the limit', async () => {
  const limits = { ...DEFAULT_CONFIG.limits, maxRecipients: 1 };
  await using fixture = await openJmapFixture({ limits });
  const create = { s: { identityId: await identityId(fixture), emailId: await createDraft(fixture) } };
  const { notCreated } = await fixture.run<SetResponse<EmailSubmission>>('EmailSubmission/set', { create });
  assert.deepEqual(notCreated!.s, { type: 'tooManyRecipients', maxRecipients: 1 });
});

test('a held submission waits whole and can be cancelled', async () => {
  await using fixture = await openJmapFixture();
  const { store } = fixture.storage;
  const emailId = await createDraft(fixture);
  const envelope = {
    mailFrom: { email: 'tomo@sample.com', parameters: { HOLDFOR: '60' } },
    rcptTo: [{ email: 'far@x.org' }],
  };
  const create = { s: { identityId: await identityId(fixture), emailId, envelope } };
  const { created } = await fixture.run<SetResponse<EmailSubmission>>('EmailSubmission/set', { create });
  const { id, sendAt, undoStatus } = created!.s!;
  assert.deepEqual([sendAt, undoStatus], ['2026-11-24T09:01:00Z', 'pending']);
  assert.equal(
    (await store.listQueue())[0]!.recipients[0]!.nextAttemptAt.toISOString(),
    '2026-11-24T09:01:00.000Z',
  );
  const found = await fixture.run<QueryResponse>('EmailSubmission/query', {
    filter: { undoStatus: 'pending', emailIds: [emailId] },
  });
  assert.deepEqual(found.ids, [id]);

  const canceled = { update: { [id!]: { undoStatus: 'canceled' } } };
  assert.deepEqual((await fixture.run<SetResponse<object>>('EmailSubmission/set', canceled)).updated, {
    [id!]: null,
  });
  assert.deepEqual(await store.listQueue(), []);
  const { list } = await fixture.run<GetResponse<EmailSubmission>>('EmailSubmission/get', { ids: [id] });
  assert.equal(list[0]!.undoStatus, 'canceled');
  const { destroyed } = await fixture.run<SetResponse<object>>('EmailSubmission/set', { destroy: [id] });
  assert.deepEqual(destroyed, [id]);
});

test('mail to accounts here cannot be held back', async () => {
  await using fixture = await openJmapFixture();
  const emailId = await createDraft(fixture);
  const mailFrom = { email: 'tomo@sample.com', parameters: { HOLDUNTIL: '2026-11-25T00:00:00Z' } };
  const envelope = { mailFrom, rcptTo: [{ email: 'yuki@sample.com' }] };
  const create = { s: { identityId: await identityId(fixture), emailId, envelope } };
  const { notCreated } = await fixture.run<SetResponse<EmailSubmission>>('EmailSubmission/set', { create });
  assert.deepEqual(notCreated!.s!.properties, ['envelope']);
});

test('a submission that left cannot be cancelled', async () => {
  await using fixture = await openJmapFixture();
  const emailId = await createDraft(fixture, { bcc: [] });
  const create = { s: { identityId: await identityId(fixture), emailId } };
  const { created } = await fixture.run<SetResponse<EmailSubmission>>('EmailSubmission/set', { create });
  const { id, undoStatus } = created!.s!;
  assert.equal(undoStatus, 'final');
  const update = { [id!]: { undoStatus: 'canceled' } };
  const { notUpdated } = await fixture.run<SetResponse<object>>('EmailSubmission/set', { update });
  assert.deepEqual(notUpdated![id!], { type: 'cannotUnsend' });
});

test('a patch that cannot apply is told and does not stop the mail', async () => {
  await using fixture = await openJmapFixture();
  const emailId = await createDraft(fixture);
  const create = { s: { identityId: await identityId(fixture), emailId } };
  const onSuccessUpdateEmail = { '#s': { mailboxIds: { m999: true } } };
  const [submitted, emails] = await fixture.call(['EmailSubmission/set', { create, onSuccessUpdateEmail }]);
  assert.ok((submitted![1].created as Record<string, object>).s);
  assert.equal((emails![1].notUpdated as Record<Id, SetError>)[emailId]!.type, 'invalidProperties');
});

test('Identity/set makes, changes and removes identities of own addresses only', async () => {
  await using fixture = await openJmapFixture();
  const own = await identityId(fixture);
  const made = await fixture.run<SetResponse<Identity>>('Identity/set', {
    create: {
      tag: { name: 'Shop', email: 'tomo+shop@sample.com', textSignature: '-- \nT' },
      foreign: { name: 'Boss', email: 'boss@x.org' },
      none: { name: 'x' },
    },
  });
  const id = made.created!.tag!.id!;
  assert.equal(made.created!.tag!.mayDelete, true);
  assert.equal(made.notCreated!.foreign!.type, 'forbiddenFrom');
  assert.deepEqual(made.notCreated!.none!.properties, ['email']);
  const changed = await fixture.run<SetResponse<Identity>>('Identity/set', {
    update: { [id]: { name: 'Store', email: 'tomo+shop@sample.com' }, [own]: { email: 'x@sample.com' } },
    destroy: [own, 'i999'],
  });
  assert.deepEqual(changed.updated, { [id]: null });
  assert.equal(changed.notUpdated![own]!.type, 'willDestroy');
  assert.deepEqual(
    [changed.notDestroyed![own]!.type, changed.notDestroyed!.i999!.type],
    ['forbidden', 'notFound'],
  );
  assert.deepEqual((await fixture.run<SetResponse<Identity>>('Identity/set', { destroy: [id] })).destroyed, [
    id,
  ]);
});
