import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openJmapFixture, upload, type JmapFixture } from '../../testing/jmap-fixture.ts';
import type {
  CreatedEmail,
  Email,
  EmailParseResponse,
  GetResponse,
  SetError,
  SetResponse,
} from '../types.ts';

const MESSAGE = ['From: Yuki <yuki@sample.com>', 'Subject: Hello', 'Message-ID: <a@sample.com>', '', 'Hi'];

async function get(fixture: JmapFixture, id: string, args: object = {}): Promise<Partial<Email>> {
  const { list } = await fixture.run<GetResponse<Partial<Email>>>('Email/get', { ids: [id], ...args });
  return list[0]!;
}

const set = (fixture: JmapFixture, args: object) => fixture.run<SetResponse<Email>>('Email/set', args);

test('Email/set patches keywords and mailboxes in one call', async () => {
  await using fixture = await openJmapFixture();
  const [inbox, archive] = [await fixture.mailbox('inbox'), await fixture.mailbox('archive')];
  const id = await fixture.importMessage(MESSAGE, { keywords: ['$flagged', 'old'] });
  const patch = {
    'keywords/$seen': true,
    'keywords/old': null,
    'keywords/a~1b': true,
    [`mailboxIds/${archive}`]: true,
    [`mailboxIds/${inbox}`]: null,
  };
  const { updated, oldState, newState } = await set(fixture, { update: { [id]: patch } });
  assert.deepEqual(updated, { [id]: null });
  assert.notEqual(oldState, newState);
  const email = await get(fixture, id, { properties: ['keywords', 'mailboxIds'] });
  assert.deepEqual(email.keywords, { $flagged: true, $seen: true, 'a/b': true });
  assert.deepEqual(email.mailboxIds, { [archive]: true });
});

test('Email/set replaces whole properties', async () => {
  await using fixture = await openJmapFixture();
  const [inbox, trash] = [await fixture.mailbox('inbox'), await fixture.mailbox('trash')];
  const id = await fixture.importMessage(MESSAGE, { keywords: ['$flagged'] });
  await set(fixture, {
    update: { [id]: { keywords: { $seen: true }, mailboxIds: { [inbox]: true, [trash]: true } } },
  });
  const email = await get(fixture, id, { properties: ['keywords', 'mailboxIds'] });
  assert.deepEqual(email, { id, keywords: { $seen: true }, mailboxIds: { [inbox]: true, [trash]: true } });
});

test('Email/set refuses what cannot be, each on its own', async () => {
  await using fixture = await openJmapFixture();
  const inbox = await fixture.mailbox('inbox');
  const rows: readonly [patch: object, error: SetError][] = [
    [{ subject: 'x' }, { type: 'invalidProperties', properties: ['subject'] }],
    [{ 'keywords/$seen': false }, { type: 'invalidPatch' }],
    [{ 'keywords/$seen/x': true }, { type: 'invalidPatch' }],
    [{ keywords: {}, 'keywords/$seen': true }, { type: 'invalidPatch' }],
    [{ keywords: { 'a b': true } }, { type: 'invalidProperties', properties: ['keywords'] }],
    [{ keywords: { $seen: 1 } }, { type: 'invalidProperties', properties: ['keywords'] }],
    [{ mailboxIds: {} }, { type: 'invalidProperties', properties: ['mailboxIds'] }],
    [{ mailboxIds: { m999: true } }, { type: 'invalidProperties', properties: ['mailboxIds'] }],
    [{ [`mailboxIds/${inbox}`]: null }, { type: 'invalidProperties', properties: ['mailboxIds'] }],
  ];
  const ids: string[] = [];
  for (const _ of rows) ids.push(await fixture.importMessage(MESSAGE));
  const good = await fixture.importMessage(MESSAGE);
  const update = Object.fromEntries(rows.map(([patch], index) => [ids[index], patch]));
  const { updated, notUpdated } = await set(fixture, {
    update: { ...update, [good]: { 'keywords/$seen': true }, e999: { 'keywords/$seen': true } },
  });
  assert.deepEqual(updated, { [good]: null });
  assert.deepEqual(notUpdated!.e999, { type: 'notFound' });
  for (const [index, [, expected]] of rows.entries()) {
    const { description: _, ...error } = notUpdated![ids[index]!]!;
    assert.deepEqual(error, expected);
  }
});

test('Email/set lets unchanged properties pass that cannot change', async () => {
  await using fixture = await openJmapFixture();
  const id = await fixture.importMessage(MESSAGE);
  const { threadId, size } = await get(fixture, id, { properties: ['threadId', 'size'] });
  const { updated } = await set(fixture, {
    update: { [id]: { id, threadId, size, 'keywords/$seen': true } },
  });
  assert.deepEqual(updated, { [id]: null });
  const { notUpdated } = await set(fixture, { update: { [id]: { threadId, size: 1 } } });
  assert.deepEqual(notUpdated![id]!.properties, ['size']);
});

test('Email/set destroys, and does not update what it destroys', async () => {
  await using fixture = await openJmapFixture();
  const id = await fixture.importMessage(MESSAGE);
  const { destroyed, notDestroyed, notUpdated } = await set(fixture, {
    update: { [id]: { 'keywords/$seen': true } },
    destroy: [id, 'e999', 'nonsense'],
  });
  assert.deepEqual(destroyed, [id]);
  assert.deepEqual(notUpdated, { [id]: { type: 'willDestroy' } });
  assert.deepEqual(notDestroyed, { e999: { type: 'notFound' }, nonsense: { type: 'notFound' } });
});

test('Email/set creates a draft from properties and uploads, Bcc kept', async () => {
  await using fixture = await openJmapFixture();
  const drafts = await fixture.mailbox('drafts');
  const file = await upload(fixture.jmap, fixture.account, 'file content', 'application/pdf');
  const draft = {
    mailboxIds: { [drafts]: true },
    keywords: { $draft: true, $seen: true },
    from: [{ name: 'Tomo', email: 'tomo@sample.com' }],
    to: [{ name: '由紀', email: 'yuki@sample.com' }],
    bcc: [{ name: null, email: 'secret@x.org' }],
    subject: '件名 with café',
    inReplyTo: ['a@sample.com'],
    references: ['r@x.org', 'a@sample.com'],
    'header:X-Tag:asText': 'täg',
    textBody: [{ partId: 't', type: 'text/plain' }],
    htmlBody: [{ partId: 'h', type: 'text/html' }],
    attachments: [{ blobId: file.blobId, type: 'application/pdf', name: '見積.pdf' }],
    bodyValues: { t: { value: 'plain ✓\nline two' }, h: { value: '<p>rich</p>' } },
  };
  const { created } = await set(fixture, { create: { k: draft } });
  const made = created!.k as CreatedEmail;
  const email = await get(fixture, made.id, {
    properties: [
      ...'from to bcc subject inReplyTo references keywords mailboxIds size'.split(' '),
      'attachments',
      'header:X-Tag:asText',
      'bodyValues',
      'messageId',
      'sentAt',
    ],
    fetchAllBodyValues: true,
  });
  assert.deepEqual(email.to, draft.to);
  assert.deepEqual(email.bcc, draft.bcc);
  assert.equal(email.subject, draft.subject);
  assert.deepEqual(email.references, draft.references);
  assert.deepEqual(email.inReplyTo, draft.inReplyTo);
  assert.equal(email['header:X-Tag:asText'], 'täg');
  assert.deepEqual(email.keywords, { $draft: true, $seen: true });
  assert.equal(email.size, made.size);
  assert.equal(email.messageId!.length, 1);
  assert.equal(email.sentAt, '2026-11-24T09:00:00Z');
  assert.deepEqual(
    email.attachments!.map(({ name, type, size }) => [name, type, size]),
    [['見積.pdf', 'application/pdf', 12]],
  );
  assert.deepEqual(
    Object.values(email.bodyValues!)
      .map(({ value }) => value.trimEnd())
      .sort(),
    ['<p>rich</p>', 'plain ✓\nline two'],
  );
});

const BAD_DRAFTS: readonly [what: string, draft: object, expected: SetError][] = [
  ['no mailbox', { mailboxIds: {} }, { type: 'invalidProperties', properties: ['mailboxIds'] }],
  ['an unknown property', { mood: 'good' }, { type: 'invalidProperties', properties: ['mood'] }],
  ['headers', { headers: [] }, { type: 'invalidProperties', properties: ['headers'] }],
  [
    'a field twice',
    { subject: 'a', 'header:Subject': 'b' },
    { type: 'invalidProperties', properties: ['header:Subject'] },
  ],
  [
    'a content field',
    { 'header:Content-Type': 'x' },
    { type: 'invalidProperties', properties: ['header:Content-Type'] },
  ],
  [
    'a line break in a header',
    { subject: 'a\r\nBcc: evil@x.org' },
    { type: 'invalidProperties', properties: ['subject'] },
  ],
  [
    'a line break in an address',
    { to: [{ email: 'a@x.org\r\nX: y' }] },
    { type: 'invalidProperties', properties: ['to'] },
  ],
  ['a bad message id', { messageId: ['a b'] }, { type: 'invalidProperties', properties: ['messageId'] }],
  [
    'a part with no value',
    { textBody: [{ partId: 'x' }] },
    { type: 'invalidProperties', properties: ['bodyValues'] },
  ],
  [
    'HTML as text',
    { textBody: [{ partId: 'x', type: 'text/html' }] },
    { type: 'invalidProperties', properties: ['textBody'] },
  ],
  [
    'a missing blob',
    { attachments: [{ blobId: 'b999', type: 'a/b' }] },
    { type: 'blobNotFound', notFound: ['b999'] },
  ],
  [
    'a torn value',
    { textBody: [{ partId: 'x' }], bodyValues: { x: { value: '', isTruncated: true } } },
    { type: 'invalidProperties', properties: ['bodyValues'] },
  ],
];

for (const [what, draft, expected] of BAD_DRAFTS) {
  test(`Email/set refuses a draft with ${what}`, async () => {
    await using fixture = await openJmapFixture();
    const mailboxIds = { [await fixture.mailbox('drafts')]: true };
    const { created, notCreated } = await set(fixture, { create: { k: { mailboxIds, ...draft } } });
    assert.equal(created, null);
    const { description: _, ...error } = notCreated!.k!;
    assert.deepEqual(error, expected);
  });
}

test('Email/set takes a bodyStructure', async () => {
  await using fixture = await openJmapFixture();
  const mailboxIds = { [await fixture.mailbox('drafts')]: true };
  const bodyStructure = {
    type: 'multipart/alternative',
    subParts: [
      { partId: 'a', type: 'text/plain' },
      { partId: 'b', type: 'text/html' },
    ],
  };
  const bodyValues = { a: { value: 'text' }, b: { value: '<b>html</b>' } };
  const { created } = await set(fixture, {
    create: { k: { mailboxIds, subject: 's', bodyStructure, bodyValues } },
  });
  const email = await get(fixture, created!.k!.id!, {
    properties: ['textBody', 'htmlBody', 'from'],
    bodyProperties: ['type'],
  });
  assert.deepEqual(email.textBody, [{ type: 'text/plain' }]);
  assert.deepEqual(email.htmlBody, [{ type: 'text/html' }]);
  assert.deepEqual(email.from, [{ name: 'Tomo', email: 'tomo@sample.com' }]);
});

test('Email/set with ifInState updates only from that state', async () => {
  await using fixture = await openJmapFixture();
  const id = await fixture.importMessage(MESSAGE);
  const { state } = await fixture.run<GetResponse<Email>>('Email/get', { ids: [] });
  const update = { [id]: { 'keywords/$seen': true } };
  await set(fixture, { ifInState: state, update });
  const [answer] = await fixture.call(['Email/set', { ifInState: state, update }]);
  assert.equal(answer![1].type, 'stateMismatch');
});

test('Email/import refuses what it cannot take', async () => {
  await using fixture = await openJmapFixture();
  const { blobId } = await upload(fixture.jmap, fixture.account, MESSAGE.join('\r\n'));
  const inbox = await fixture.mailbox('inbox');
  const empty = await upload(fixture.jmap, fixture.account, '');
  const response = await fixture.run<SetResponse<Email>>('Email/import', {
    emails: {
      good: { blobId, mailboxIds: { [inbox]: true }, keywords: { $seen: true } },
      gone: { blobId: 'b999', mailboxIds: { [inbox]: true } },
      nowhere: { blobId, mailboxIds: {} },
      unknown: { blobId, mailboxIds: { m999: true } },
      empty: { blobId: empty.blobId, mailboxIds: { [inbox]: true } },
    },
  });
  assert.deepEqual(Object.keys(response.created!), ['good']);
  const types = Object.entries(response.notCreated!).map(([key, { type }]) => [key, type]);
  assert.deepEqual(types, [
    ['gone', 'blobNotFound'],
    ['nowhere', 'invalidProperties'],
    ['unknown', 'invalidProperties'],
    ['empty', 'invalidEmail'],
  ]);
});

test('Email/parse reads uploads and attached messages', async () => {
  await using fixture = await openJmapFixture();
  const inner = ['From: inner@x.org', 'Subject: inner', '', 'inside'];
  const outer = [
    'From: o@x.org',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: message/rfc822',
    '',
    ...inner,
    '--b--',
    '',
  ];
  const id = await fixture.importMessage(outer);
  const { attachments } = await get(fixture, id, { properties: ['attachments'] });
  const blobId = attachments![0]!.blobId!;
  const { parsed, notFound } = await fixture.run<EmailParseResponse>('Email/parse', {
    blobIds: [blobId, 'b999'],
    properties: ['subject', 'textBody', 'bodyValues', 'size', 'threadId'],
    fetchTextBodyValues: true,
  });
  assert.deepEqual(notFound, ['b999']);
  const email = parsed![blobId]!;
  assert.deepEqual([email.subject, email.threadId], ['inner', null]);
  assert.equal(Object.values(email.bodyValues!)[0]!.value, 'inside');
  const part = await fixture.jmap.download(fixture.account, email.textBody![0]!.blobId!);
  assert.equal(Buffer.concat((await part!.stream.toArray()) as Buffer[]).toString(), 'inside');
});

test('Email/copy knows one account only', async () => {
  await using fixture = await openJmapFixture();
  const responses = await fixture.call(
    ['Email/copy', { fromAccountId: `a${fixture.other.id}`, create: {} }],
    ['Email/copy', { fromAccountId: fixture.accountId, create: {} }],
  );
  assert.deepEqual(
    responses.map(([, error]) => error.type),
    ['fromAccountNotFound', 'invalidArguments'],
  );
});

test('SearchSnippet/get marks what a search finds: other kana, across lines of a sentence, signs as they are', async () => {
  await using fixture = await openJmapFixture();
  const id = await fixture.importMessage([
    'Subject: plan',
    'Content-Type: text/plain; charset=utf-8',
    '',
    '来週のカイ',
    'ギは x-y (z) です',
  ]);
  const previews: unknown[] = [];
  for (const text of ['かいぎ', 'x-y', '(z)', 'Ｘ']) {
    const { list } = await fixture.run<{ list: { preview: string }[] }>('SearchSnippet/get', {
      filter: { text },
      emailIds: [id],
    });
    previews.push(list[0]?.preview.trim());
  }
  assert.deepEqual(previews, [
    '来週の<mark>カイギ</mark>は x-y (z) です',
    '来週のカイギは <mark>x-y</mark> (z) です',
    '来週のカイギは x-y <mark>(z)</mark> です',
    '来週のカイギは <mark>x</mark>-y (z) です',
  ]);
});

test('SearchSnippet/get marks matches and escapes the rest', async () => {
  await using fixture = await openJmapFixture();
  const id = await fixture.importMessage([
    'From: a@x.org',
    'Subject: The <Budget> & more',
    '',
    'see the budget <script>',
  ]);
  const { list, notFound } = await fixture.run<{ list: object[]; notFound: string[] }>('SearchSnippet/get', {
    filter: { text: 'budget' },
    emailIds: [id, 'e999'],
  });
  assert.deepEqual(list, [
    {
      emailId: id,
      subject: 'The &lt;<mark>Budget</mark>&gt; &amp; more',
      preview: 'see the <mark>budget</mark> &lt;script&gt;',
    },
  ]);
  assert.deepEqual(notFound, ['e999']);
});
