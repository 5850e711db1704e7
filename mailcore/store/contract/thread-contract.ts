import assert from 'node:assert/strict';
import type { ThreadId } from '../../model/ids.ts';
import { addTestAccount, append, delivery, inboxOf, local, message } from './fixtures.ts';
import type { ContractTest } from './harness.ts';

/** Which emails belong together. */
export function threadContract(test: ContractTest): void {
  test('answers join the thread when the subject agrees', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    const mail = (headers: string[]) => append(store, id, inbox.id, { headers });
    const first = await mail(['Message-ID: <a@x>', 'Subject: Lunch']);
    const answer = await mail(['Message-ID: <b@x>', 'In-Reply-To: <a@x>', 'Subject: Re: lunch']);
    const deep = await mail(['Message-ID: <c@x>', 'References: <lost@x> <b@x>', 'Subject: RE: Re: Lunch']);
    const changed = await mail(['Message-ID: <d@x>', 'References: <a@x>', 'Subject: Dinner']);
    const alone = await mail(['Subject: Lunch']);
    assert.deepEqual([answer.threadId, deep.threadId], [first.threadId, first.threadId]);
    assert.notEqual(changed.threadId, first.threadId);
    assert.notEqual(alone.threadId, first.threadId);
    const threads = await store.getThreads(id, [first.threadId, 999 as ThreadId]);
    assert.deepEqual([...threads], [[first.threadId, [first.emailId, answer.emailId, deep.emailId]]]);
    const sibling = await mail(['Message-ID: <e@x>', 'References: <lost@x>', 'Subject: Lunch']);
    assert.equal(sibling.threadId, first.threadId);
  });

  test('a thread ends with its last email and does not come back', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    const mail = (headers: string[]) => append(store, id, inbox.id, { headers });
    const first = await mail(['Message-ID: <a@x>', 'Subject: Lunch']);
    await store.destroyEmails(id, [first.emailId]);
    const answer = await mail(['Message-ID: <b@x>', 'In-Reply-To: <a@x>', 'Subject: Lunch']);
    assert.notEqual(answer.threadId, first.threadId);
    assert.equal((await store.getThreads(id, [first.threadId])).size, 0);
  });

  test('threads do not cross accounts', async ({ store }) => {
    const tomo = await addTestAccount(store);
    const hana = await addTestAccount(store, 'hana@sample.com');
    const mail = message('x', ['Message-ID: <a@x>', 'Subject: Lunch']);
    const { filed } = await store.deliver(delivery({ ...mail, local: [local(tomo.id), local(hana.id)] }));
    const emails = await Promise.all(
      filed.map(({ accountId, emailId }) => store.getEmails(accountId, [emailId])),
    );
    assert.notEqual(emails[0]?.[0]?.threadId, emails[1]?.[0]?.threadId);
  });
}
