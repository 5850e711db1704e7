import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openJmapFixture, type JmapFixture } from '../../testing/jmap-fixture.ts';
import type { Email, EmailBodyPart, GetResponse, Thread } from '../types.ts';

const PLAIN = [
  'Return-Path: <yuki@sample.com>',
  'From: =?ISO-2022-JP?B?GyRCO3VFRBsoQg==?= <yuki@sample.com>, "B, C" <b@x.org>',
  'To: Team: tomo@sample.com, "K" <k@x.org>;, last@x.org',
  'Subject: =?utf-8?Q?caf=C3=A9?=',
  'Message-ID: <one@sample.com>',
  'References: <r1@x.org> <r2@x.org>',
  'Date: Tue, 24 Nov 2026 10:00:00 +0900',
  'X-Tag: one',
  'X-Tag:  two ',
  'List-Unsubscribe: <https://x.org/u>, <mailto:u@x.org>',
  'Content-Type: text/plain; charset=ISO-2022-JP',
  '',
  '\x1b$B$3$s\x1b(B ok',
  'second line',
];

/** RFC 8621 §4.1.4 shows how its parts are sorted. */
const MIXED = [
  'From: yuki@sample.com',
  'Subject: parts',
  'Content-Type: multipart/mixed; boundary=m',
  '',
  '--m',
  'Content-Type: multipart/alternative; boundary=a',
  '',
  '--a',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'plain',
  '--a',
  'Content-Type: multipart/related; boundary=r',
  '',
  '--r',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  '<p>h=C3=A9llo <img src=3D"cid:pic">',
  '--r',
  'Content-Type: image/png',
  'Content-ID: <pic>',
  'Content-Disposition: inline; filename="pic.png"',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('x'.repeat(100)).toString('base64').replace(/.{76}/g, '$&\r\n'),
  '--r--',
  '--a--',
  '--m',
  'Content-Type: application/pdf; name="=?utf-8?B?5pel5pys?=.pdf"',
  'Content-Disposition: attachment',
  'Content-Language: ja, en',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('pdf!').toString('base64'),
  '--m--',
  '',
];

async function get(fixture: JmapFixture, id: string, args: object): Promise<Partial<Email>> {
  const { list } = await fixture.run<GetResponse<Partial<Email>>>('Email/get', { ids: [id], ...args });
  return list[0]!;
}

test('Email/get shows metadata and decoded header by default', async () => {
  await using fixture = await openJmapFixture();
  const id = await fixture.importMessage(PLAIN, {
    keywords: ['$Seen', 'work'],
    receivedAt: '2026-11-24T01:02:03Z',
  });
  const email = await get(fixture, id, {});
  assert.deepEqual(email.mailboxIds, { [await fixture.mailbox('inbox')]: true });
  assert.deepEqual(email.keywords, { $seen: true, work: true });
  assert.equal(email.receivedAt, '2026-11-24T01:02:03Z');
  assert.equal(email.size, Buffer.byteLength(PLAIN.join('\r\n')));
  assert.deepEqual(email.from, [
    { name: '歯田', email: 'yuki@sample.com' },
    { name: 'B, C', email: 'b@x.org' },
  ]);
  assert.equal(email.subject, 'café');
  assert.equal(email.sentAt, '2026-11-24T10:00:00+09:00');
  assert.deepEqual(email.messageId, ['one@sample.com']);
  assert.deepEqual(email.references, ['r1@x.org', 'r2@x.org']);
  assert.equal(email.preview, 'こん ok second line');
  assert.equal(email.hasAttachment, false);
  assert.deepEqual(email.bodyValues, {});
  assert.equal(email.headers, undefined);
});

const FORMS: readonly [property: string, expected: unknown][] = [
  ['header:X-Tag', '  two '],
  ['header:x-tag:all', [' one', '  two ']],
  ['header:X-Tag:asText', 'two'],
  ['header:X-Tag:asText:all', ['one', 'two']],
  ['header:Subject:asText', 'café'],
  ['header:Subject', ' =?utf-8?Q?caf=C3=A9?='],
  ['header:Message-ID:asMessageIds', ['one@sample.com']],
  ['header:Date:asDate', '2026-11-24T10:00:00+09:00'],
  ['header:List-Unsubscribe:asURLs', ['https://x.org/u', 'mailto:u@x.org']],
  [
    'header:To:asAddresses',
    [
      { name: null, email: 'tomo@sample.com' },
      { name: 'K', email: 'k@x.org' },
      { name: null, email: 'last@x.org' },
    ],
  ],
  [
    'header:To:asGroupedAddresses:all',
    [
      [
        {
          name: 'Team',
          addresses: [
            { name: null, email: 'tomo@sample.com' },
            { name: 'K', email: 'k@x.org' },
          ],
        },
        { name: null, addresses: [{ name: null, email: 'last@x.org' }] },
      ],
    ],
  ],
  ['header:Cc:asAddresses', null],
  ['header:X-None:all', []],
];

test('Email/get reads header fields in every form of RFC 8621 §4.1.2', async () => {
  await using fixture = await openJmapFixture();
  const id = await fixture.importMessage(PLAIN);
  const email = await get(fixture, id, { properties: FORMS.map(([property]) => property) });
  assert.deepEqual(email, { id, ...Object.fromEntries(FORMS) });
});

for (const property of [
  'header:Subject:asAddresses',
  'header:From:asText',
  'header:Received:asText',
  'header:X:asNothing',
  'header:',
  'header:X:all:asText',
  'nonsense',
]) {
  test(`Email/get refuses the property ${property}`, async () => {
    await using fixture = await openJmapFixture();
    const [answer] = await fixture.call(['Email/get', { ids: [], properties: [property] }]);
    assert.deepEqual(
      [answer![0], answer![1].type, answer![1].arguments],
      ['error', 'invalidArguments', ['properties']],
    );
  });
}

test('Email/get sorts parts into text, HTML and attachments', async () => {
  await using fixture = await openJmapFixture();
  const id = await fixture.importMessage(MIXED);
  const email = await get(fixture, id, {
    properties: ['textBody', 'htmlBody', 'attachments', 'bodyValues', 'hasAttachment', 'bodyStructure'],
    fetchTextBodyValues: true,
    fetchHTMLBodyValues: true,
    bodyProperties: ['partId', 'type', 'name', 'size', 'disposition', 'cid', 'language', 'charset'],
  });
  assert.deepEqual(
    email.textBody!.map(({ partId }) => partId),
    ['1.1'],
  );
  assert.deepEqual(
    email.htmlBody!.map(({ partId }) => partId),
    ['1.2.1'],
  );
  assert.deepEqual(
    email.attachments!.map(({ partId, type, name, size, cid, disposition, language }) => [
      partId,
      type,
      name,
      size,
      cid,
      disposition,
      language,
    ]),
    [
      ['1.2.2', 'image/png', 'pic.png', 100, 'pic', 'inline', null],
      ['2', 'application/pdf', '日本.pdf', 4, null, 'attachment', ['ja', 'en']],
    ],
  );
  assert.equal(email.hasAttachment, true);
  assert.deepEqual(email.bodyValues, {
    '1.1': { value: 'plain', isEncodingProblem: false, isTruncated: false },
    '1.2.1': { value: '<p>héllo <img src="cid:pic">', isEncodingProblem: false, isTruncated: false },
  });
  const tree = (part: EmailBodyPart): unknown => [part.type, ...(part.subParts ?? []).map(tree)];
  assert.deepEqual(tree(email.bodyStructure!), [
    'multipart/mixed',
    ['multipart/alternative', ['text/plain'], ['multipart/related', ['text/html'], ['image/png']]],
    ['application/pdf'],
  ]);
});

test('Email/get truncates values at characters and tags', async () => {
  await using fixture = await openJmapFixture();
  const id = await fixture.importMessage(MIXED);
  const args = { properties: ['bodyValues'], fetchAllBodyValues: true };
  const cut = await get(fixture, id, { ...args, maxBodyValueBytes: 5 });
  assert.deepEqual(cut.bodyValues!['1.2.1'], { value: '<p>h', isEncodingProblem: false, isTruncated: true });
  const inTag = await get(fixture, id, { ...args, maxBodyValueBytes: 14 });
  assert.equal(inTag.bodyValues!['1.2.1']!.value, '<p>héllo ');
});

test('part blobs download decoded', async () => {
  await using fixture = await openJmapFixture();
  const id = await fixture.importMessage(MIXED);
  const { attachments } = await get(fixture, id, { properties: ['attachments'] });
  const blob = await fixture.jmap.download(fixture.account, attachments![0]!.blobId!);
  const chunks = await blob!.stream.toArray();
  assert.equal(Buffer.concat(chunks as Buffer[]).toString(), 'x'.repeat(100));
  assert.equal(await fixture.jmap.download(fixture.other, attachments![0]!.blobId!), null);
});

test('Email/get needs ids and takes at most 500', async () => {
  await using fixture = await openJmapFixture();
  const many = Array.from({ length: 501 }, (_, index) => `e${index + 1}`);
  const responses = await fixture.call(['Email/get', {}], ['Email/get', { ids: many }]);
  assert.deepEqual(
    responses.map(([, error]) => error.type),
    ['requestTooLarge', 'requestTooLarge'],
  );
});

test('an email of another account is not found', async () => {
  await using fixture = await openJmapFixture();
  const id = await fixture.importMessage(PLAIN);
  const accountId = `a${fixture.other.id}`;
  const response = await fixture.request(
    { using: ['urn:ietf:params:jmap:mail'], methodCalls: [['Email/get', { accountId, ids: [id] }, 'a']] },
    fixture.other,
  );
  assert.ok('methodResponses' in response);
  assert.deepEqual(response.methodResponses[0]![1].notFound, [id]);
});

test('Thread/get lists emails oldest first', async () => {
  await using fixture = await openJmapFixture();
  const first = await fixture.importMessage(PLAIN, { receivedAt: '2026-11-24T01:00:00Z' });
  const reply = [
    'From: a@x.org',
    'Subject: Re: café',
    'Message-ID: <two@x.org>',
    'In-Reply-To: <one@sample.com>',
    '',
    'x',
  ];
  const second = await fixture.importMessage(reply, { receivedAt: '2026-11-24T02:00:00Z' });
  const { threadId } = await get(fixture, first, { properties: ['threadId'] });
  const { list, notFound } = await fixture.run<GetResponse<Thread>>('Thread/get', { ids: [threadId, 't99'] });
  assert.deepEqual(list, [{ id: threadId, emailIds: [first, second] }]);
  assert.deepEqual(notFound, ['t99']);
});
