import assert from 'node:assert/strict';
import type { ModSeq } from '../../model/ids.ts';
import { addTestAccount, append, delivery, inboxOf, local, mailboxByRole, message } from './fixtures.ts';
import type { ContractTest } from './harness.ts';

const START = 0 as ModSeq;
const DATE = 'Date: Tue, 24 Nov 2026 10:00:00 -0330';
const SENT_AT = Date.UTC(2026, 10, 24, 13, 30);

export function sentDateContract(test: ContractTest): void {
  test('rows know the Date header, however an email came in', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    const archive = await mailboxByRole(store, id, 'archive');
    await store.deliver(delivery({ ...message('hello', [DATE]), local: [local(id)] }));
    const { uid } = await append(store, id, inbox.id, { headers: [DATE] });
    await append(store, id, inbox.id);
    await append(store, id, inbox.id, { headers: ['Date: whenever'] });
    await store.copyEmails(id, inbox.id, [uid], archive.id);
    const { rows } = await store.readMailbox(id, inbox.id, START);
    assert.deepEqual([...rows.sentAt], [SENT_AT, SENT_AT, NaN, NaN]);
    assert.deepEqual([...rows.sentOffsets], [-210, -210, 0, 0]);
    const copied = await store.readMailbox(id, archive.id, START);
    assert.deepEqual([...copied.rows.sentAt], [SENT_AT]);
    assert.deepEqual([...copied.rows.sentOffsets], [-210]);
    const all = await store.readAllEmails(id);
    assert.equal(all.rows.sentAt.filter((at) => at === SENT_AT).length, 3);
  });
}
