import assert from 'node:assert/strict';
import type { EnvelopeRecipient } from '../../model/envelope.ts';
import type { AccountId, QueueId } from '../../model/ids.ts';
import type { DeliveryReceipt, QueueRequest } from '../delivery.ts';
import type { Store } from '../store.ts';
import { addTestAccount, delivery, inboxOf, local, message, nextEvent } from './fixtures.ts';
import type { ContractTest } from './harness.ts';

const NOW = new Date('2026-11-24T00:00:00Z');
const LEASE = { owner: 'a', limit: 10, leaseMs: 60_000 };

function minutesLater(minutes: number): Date {
  return new Date(NOW.getTime() + minutes * 60_000);
}

function request(
  accountId: AccountId | null,
  recipients: readonly EnvelopeRecipient[],
  sendAt = NOW,
): QueueRequest {
  return {
    envelope: { reversePath: 'tomo@sample.com', recipients, smtpUtf8: false, body: '8BITMIME' },
    accountId,
    sendAt,
  };
}

async function enqueue(store: Store, accountId: AccountId | null, ...addresses: string[]): Promise<QueueId> {
  const queue = request(
    accountId,
    addresses.map((address) => ({ address })),
  );
  return queueIdOf(await store.deliver(delivery({ ...message('out'), queue })));
}

function queueIdOf({ queueId }: DeliveryReceipt): QueueId {
  assert.ok(queueId !== null);
  return queueId;
}

export function queueContract(test: ContractTest): void {
  test('a queued message is leased to one owner at a time, with what its recipients asked for', async ({
    store,
    bus,
    blobs,
  }) => {
    const { id } = await addTestAccount(store);
    const woken = nextEvent(bus, ({ kind }) => kind === 'queue');
    const recipients = [
      { address: 'a@x.org', notify: ['SUCCESS', 'FAILURE'] as const, orcpt: 'rfc822;a@x.org' },
      { address: 'b@x.org' },
      { address: 'a@x.org' },
    ];
    await store.deliver(delivery({ ...message('out'), local: [local(id)], queue: request(id, recipients) }));
    await woken;
    const [entry] = await store.leaseQueue(NOW, LEASE);
    assert.ok(entry);
    assert.deepEqual(entry.envelope, { reversePath: 'tomo@sample.com', smtpUtf8: false, body: '8BITMIME' });
    assert.deepEqual(
      entry.recipients.map(({ address, notify, orcpt, attempts }) => [address, notify, orcpt, attempts]),
      [
        ['a@x.org', ['SUCCESS', 'FAILURE'], 'rfc822;a@x.org', 0],
        ['b@x.org', undefined, undefined, 0],
      ],
    );
    assert.ok((await blobs.read(entry.location)).toString().includes('out'));
    assert.deepEqual(await store.leaseQueue(NOW, { ...LEASE, owner: 'b' }), []);
    assert.deepEqual(await store.nextDueAt(), minutesLater(1));
    const [again] = await store.leaseQueue(minutesLater(2), { ...LEASE, owner: 'b' });
    assert.equal(again?.id, entry.id);
  });

  test('outcomes: done recipients go, deferred ones wait, the entry goes with the last', async ({
    store,
  }) => {
    const { id: accountId } = await addTestAccount(store);
    const id = await enqueue(store, accountId, 'a@x.org', 'b@x.org', 'c@x.org');
    await store.leaseQueue(NOW, LEASE);
    const later = minutesLater(15);
    await store.settleQueue(
      id,
      [
        { address: 'a@x.org', result: 'delivered', reply: '250 ok' },
        { address: 'b@x.org', result: 'failed', reply: '550 no' },
        {
          address: 'c@x.org',
          result: 'deferred',
          reply: '451 later',
          nextAttemptAt: later,
          delayNotified: true,
        },
        { address: 'gone@x.org', result: 'delivered', reply: '250 ok' },
      ],
      null,
    );
    const [entry] = await store.listQueue({ accountId });
    assert.deepEqual(entry?.recipients, [
      { address: 'c@x.org', attempts: 1, nextAttemptAt: later, lastReply: '451 later', delayNotified: true },
    ]);
    assert.deepEqual(await store.nextDueAt(), later);
    assert.deepEqual(await store.leaseQueue(minutesLater(14), LEASE), []);
    assert.equal((await store.leaseQueue(later, LEASE)).length, 1);
    await store.settleQueue(id, [{ address: 'c@x.org', result: 'delivered', reply: '250 ok' }], null);
    assert.deepEqual(await store.listQueue(), []);
    assert.equal(await store.nextDueAt(), null);
    await store.sweep(NOW);
  });

  test('only due recipients are leased, the oldest first', async ({ store }) => {
    const first = await enqueue(store, null, 'a@x.org', 'b@x.org');
    await store.settleQueue(
      first,
      [
        {
          address: 'a@x.org',
          result: 'deferred',
          reply: '4',
          nextAttemptAt: minutesLater(9),
          delayNotified: false,
        },
      ],
      null,
    );
    const second = queueIdOf(
      await store.deliver(
        delivery({ ...message('x'), queue: request(null, [{ address: 'c@x.org' }], minutesLater(-5)) }),
      ),
    );
    const leased = await store.leaseQueue(NOW, LEASE);
    assert.deepEqual(
      leased.map(({ id, recipients }) => [id, recipients.map(({ address }) => address)]),
      [
        [second, ['c@x.org']],
        [first, ['b@x.org']],
      ],
    );
    assert.equal((await store.leaseQueue(minutesLater(10), { ...LEASE, limit: 1 })).length, 1);
  });

  test('the message that tells of a failure is filed in the same transaction', async ({ store }) => {
    const { id: accountId } = await addTestAccount(store);
    const id = await enqueue(store, accountId, 'a@x.org');
    const dsn = delivery({ ...message('undeliverable'), local: [local(accountId)] });
    await store.settleQueue(id, [{ address: 'a@x.org', result: 'failed', reply: '550' }], dsn);
    assert.equal((await inboxOf(store, accountId)).totalEmails, 1);
    const other = await enqueue(store, accountId, 'a@x.org');
    const lost = delivery({ ...message('undeliverable'), local: [local(999 as AccountId)] });
    await assert.rejects(
      store.settleQueue(other, [{ address: 'a@x.org', result: 'failed', reply: '550' }], lost),
      { code: 'accountNotFound' },
    );
    assert.equal((await store.listQueue()).length, 1);
  });

  test('retry makes due, cancel drops, lists are paged', async ({ store }) => {
    const later = request(null, [{ address: 'a@x.org' }], minutesLater(60 * 24 * 365));
    const id = queueIdOf(await store.deliver(delivery({ ...message('x'), queue: later })));
    const next = await enqueue(store, null, 'b@x.org');
    assert.deepEqual(
      (await store.listQueue({ afterId: id })).map((entry) => entry.id),
      [next],
    );
    assert.equal((await store.listQueue({ limit: 1 })).length, 1);
    await store.retryQueue(id);
    assert.equal((await store.leaseQueue(new Date(), LEASE)).length, 2);
    await store.cancelQueue(id);
    await assert.rejects(store.cancelQueue(id), { code: 'queueEntryNotFound' });
    await assert.rejects(store.retryQueue(id), { code: 'queueEntryNotFound' });
    await store.settleQueue(id, [{ address: 'a@x.org', result: 'delivered', reply: '250' }], null);
  });
}
