import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Invocation, JmapRequest } from '../../../mailcore/jmap/types.ts';
import { failureOf } from '../../lib/jmap/failure.ts';
import { JmapServer } from '../../lib/jmap/testing/jmap-server.ts';
import '../../lib/jmap/testing/rune-loader.ts';
import type { DraftContent } from './intent.ts';
import { findDraft, saveDraft, sendDraft, type DraftState } from './stored-draft.ts';

const { JmapClient } = await import('../../lib/jmap/client.ts');
const { Mailboxes } = await import('../../lib/jmap/mailboxes.svelte.ts');
const { Identities } = await import('../../lib/jmap/identities.svelte.ts');

const draft: DraftContent = {
  identityId: 'i1',
  to: [
    { name: 'Kei', email: 'kei@example.org' },
    { name: null, email: 'not yet' },
  ],
  cc: [],
  bcc: [],
  subject: '件名',
  text: 'こんにちは',
  attachments: [{ blobId: 'b1', name: 'a.pdf', type: 'application/pdf', sizeBytes: 3 }],
  messageId: 'x@example.org',
  inReplyTo: ['parent@example.org'],
  references: null,
  answered: null,
};

/** The composer's connection to a server that gives the scripted answers; the requests are kept. */
async function scripted(answers: ((calls: Invocation[]) => Invocation[])[]) {
  const requests: Invocation[][] = [];
  const server = new JmapServer();
  const client = new JmapClient({
    wait: () => Promise.resolve(),
    fetch: async (input, init) => {
      if (String(input) === '/jmap/session') return server.fetch(input, init);
      const { methodCalls } = JSON.parse(String(init?.body)) as JmapRequest;
      requests.push(methodCalls);
      return Response.json({ methodResponses: answers.shift()!(methodCalls), sessionState: 's' });
    },
  });
  await client.connect();
  const mailboxes = new Mailboxes();
  mailboxes.put(server.mailboxes);
  const identities = new Identities();
  identities.list = [
    {
      id: 'i1',
      name: 'Aoi',
      email: 'aoi@example.org',
      replyTo: null,
      bcc: null,
      textSignature: '',
      htmlSignature: '',
      mayDelete: false,
    },
  ];
  const state: DraftState = { client, mailboxes, identities };
  return { state, requests };
}

/** Answers each call by its place. */
const inOrder =
  (...results: Record<string, unknown>[]) =>
  (calls: Invocation[]): Invocation[] =>
    calls.map(([name, , id], index) => {
      const result = results[index]!;
      return 'error' in result ? ['error', { type: result['error'] }, id] : [name, result, id];
    });

const CREATED = { created: { draft: { id: 'm9' } } };

test('a new version goes out in one request, which removes the old one only if it was stored', async () => {
  const { state, requests } = await scripted([
    inOrder(CREATED, { destroy: ['m8'] }, { destroyed: ['m8'] }),
    inOrder({ list: [{ id: 'm9', attachments: [{ blobId: 'part' }] }] }),
  ]);
  const { emailId, movedBlobs } = await saveDraft(state, draft, 'm8');
  assert.equal(emailId, 'm9');
  assert.deepEqual([...movedBlobs], [['b1', 'part']]);
  const [set, echo, remove] = requests[0]!;
  const email = (set![1] as { create: { draft: Record<string, unknown> } }).create.draft;
  assert.deepEqual(email['mailboxIds'], { drafts: true });
  assert.deepEqual(email['keywords'], { $draft: true, $seen: true });
  assert.deepEqual(
    email['to'],
    [{ name: 'Kei', email: 'kei@example.org' }],
    'what is no address yet stays out',
  );
  assert.equal(email['cc'], null);
  assert.equal((set![1] as { destroy?: unknown }).destroy, undefined);
  assert.deepEqual((echo![1]['#stored'] as { path: string }).path, '/created/draft/id');
  assert.deepEqual((remove![1]['#destroy'] as { resultOf: string }).resultOf, echo![2]);
});

test('a refused version is told, and the old one stands', async () => {
  const refused = { notCreated: { draft: { type: 'overQuota' } } };
  const { state } = await scripted([
    inOrder(refused, { error: 'invalidResultReference' }, { error: 'invalidResultReference' }),
  ]);
  const failure = await saveDraft(state, draft, 'm8').then(() => null, failureOf);
  assert.deepEqual(failure, { kind: 'set', id: 'draft', error: { type: 'overQuota' } });
});

test('sending stores, submits and moves to Sent in one request', async () => {
  const { state, requests } = await scripted([inOrder(CREATED, { created: { submission: { id: 's1' } } })]);
  assert.deepEqual(await sendDraft(state, draft, null), { isSent: true });
  const [, submission] = requests[0]!;
  assert.deepEqual(submission![1]['create'], { submission: { emailId: '#draft', identityId: 'i1' } });
  assert.deepEqual(submission![1]['onSuccessUpdateEmail'], {
    '#submission': { 'mailboxIds/drafts': null, 'mailboxIds/sent': true, 'keywords/$draft': null },
  });
});

test('a refused submission leaves the stored draft', async () => {
  const error = { type: 'invalidRecipients', invalidRecipients: ['kei@example.org'] };
  const { state } = await scripted([inOrder(CREATED, { notCreated: { submission: error } })]);
  assert.deepEqual(await sendDraft(state, draft, null), { isSent: false, error, stored: 'm9' });
});

test('a lost draft is found by its Message-ID, in Sent before Drafts', async () => {
  const inSent = [{ ids: ['m1'] }, { list: [{ id: 'm1', messageId: ['x@example.org'] }] }];
  const inDrafts = [
    { ids: ['m3', 'm2'] },
    {
      list: [
        { id: 'm2', messageId: ['x@example.org'] },
        { id: 'm3', messageId: ['y@b'] },
      ],
    },
  ];
  const both = await scripted([inOrder(...inSent, ...inDrafts)]);
  assert.deepEqual(await findDraft(both.state, 'x@example.org'), { emailId: 'm1', isSent: true });
  const one = await scripted([inOrder({ ids: [] }, { list: [] }, ...inDrafts)]);
  assert.deepEqual(await findDraft(one.state, 'x@example.org'), { emailId: 'm2', isSent: false });
});
