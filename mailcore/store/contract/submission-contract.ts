import assert from 'node:assert/strict';
import type { AccountId, SubmissionId } from '../../model/ids.ts';
import { keywordSet } from '../../model/keyword.ts';
import type { Delivery } from '../delivery.ts';
import type { Store } from '../store.ts';
import { addTestAccount, append, delivery, local, mailboxByRole, message } from './fixtures.ts';
import type { ContractTest } from './harness.ts';

async function draft(store: Store, accountId: AccountId) {
  const drafts = await mailboxByRole(store, accountId, 'drafts');
  const sent = await mailboxByRole(store, accountId, 'sent');
  const email = await append(store, accountId, drafts.id, { keywords: keywordSet(['$draft', '$seen']) });
  return { drafts, sent, email };
}

async function submit(
  store: Store,
  accountId: AccountId,
  remote: string[],
  parts: Pick<Delivery, 'local'> = { local: [] },
) {
  const { drafts, sent, email } = await draft(store, accountId);
  const [identity] = await store.listIdentities(accountId);
  assert.ok(identity);
  const recipients = [...remote, 'hana@sample.com'].map((address) => ({ address }));
  const envelope = { reversePath: 'tomo@sample.com', recipients, smtpUtf8: false, body: '7BIT' as const };
  const queued = { ...envelope, recipients: remote.map((address) => ({ address })) };
  const sendAt = new Date('2026-11-24T00:00:00Z');
  const receipt = await store.deliver(
    delivery({
      ...message('out'),
      queue: remote.length === 0 ? null : { envelope: queued, accountId, sendAt },
      submission: {
        accountId,
        identityId: identity.id,
        emailId: email.emailId,
        envelope,
        sendAt,
        emailPatches: [
          {
            emailId: email.emailId,
            setMailboxes: [sent.id],
            keywords: [{ mode: 'remove', keywords: keywordSet(['$draft']) }],
          },
        ],
        destroyEmails: [],
      },
      ...parts,
    }),
  );
  assert.ok(receipt.submissionId !== null);
  return { id: receipt.submissionId, queueId: receipt.queueId, email, drafts, sent };
}

export function submissionContract(test: ContractTest): void {
  test('a submission is recorded, its draft moved, its recipients followed', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const hana = await addTestAccount(store, 'hana@sample.com');
    const since = await store.accountModseq(id);
    const made = await submit(store, id, ['a@x.org'], { local: [local(hana.id)] });
    const [email] = await store.getEmails(id, [made.email.emailId]);
    assert.deepEqual(
      email?.memberships.map(({ mailboxId }) => mailboxId),
      [made.sent.id],
    );
    const [submission] = await store.getSubmissions(id, [made.id, 99 as SubmissionId]);
    assert.equal(submission?.undoStatus, 'pending');
    assert.equal(submission.threadId, made.email.threadId);
    assert.deepEqual(
      Object.entries(submission.deliveryStatus).map(([address, { delivered }]) => [address, delivered]),
      [
        ['a@x.org', 'queued'],
        ['hana@sample.com', 'yes'],
      ],
    );
    assert.deepEqual((await store.changesSince(id, 'EmailSubmission', since, 9)).created, [made.id]);
    assert.ok(made.queueId !== null);
    await store.settleQueue(
      made.queueId,
      [{ address: 'a@x.org', result: 'delivered', reply: '250 ok' }],
      null,
    );
    const [settled] = await store.listSubmissions(id);
    assert.equal(settled?.undoStatus, 'final');
    assert.deepEqual(settled.deliveryStatus['a@x.org'], { smtpReply: '250 ok', delivered: 'yes' });
  });

  test('what is still in the queue can be cancelled, what has left cannot', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const waiting = await submit(store, id, ['a@x.org']);
    await store.cancelSubmission(id, waiting.id);
    const [canceled] = await store.getSubmissions(id, [waiting.id]);
    assert.equal(canceled?.undoStatus, 'canceled');
    assert.deepEqual(await store.listQueue(), []);
    const leased = await submit(store, id, ['a@x.org']);
    await store.leaseQueue(new Date(), { owner: 'a', limit: 9, leaseMs: 60_000 });
    await assert.rejects(store.cancelSubmission(id, leased.id), { code: 'forbidden' });
    const gone = await submit(store, id, []);
    await assert.rejects(store.cancelSubmission(id, gone.id), { code: 'forbidden' });
  });

  test('destroyed submissions are gone, but not what they sent', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const made = await submit(store, id, ['a@x.org']);
    const since = await store.accountModseq(id);
    assert.deepEqual(await store.destroySubmissions(id, [made.id, 99 as SubmissionId]), { notFound: [99] });
    assert.deepEqual(await store.listSubmissions(id), []);
    assert.deepEqual((await store.changesSince(id, 'EmailSubmission', since, 9)).destroyed, [made.id]);
    assert.equal((await store.listQueue()).length, 1);
  });
}
