import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MailError } from '../errors.ts';
import { scanMessage } from '../message/scan.ts';
import type { AccountId, QueueId } from '../model/ids.ts';
import { openTestStorage } from '../testing/test-storage.ts';
import { addUser } from './accounts.ts';
import { cancelQueueEntry, listQueue, retryQueueEntry } from './queue.ts';
import { verifyStore } from './verify.ts';

test('lists, retries and cancels what waits; the store stays sound', async (context) => {
  const storage = await openTestStorage();
  context.after(() => storage.close());
  const { store } = storage;
  await store.addDomain('sample.com');
  const { id } = await addUser(store, { address: 'tomo@sample.com', password: 'long enough' });

  const submit = async (accountId: AccountId | null, to: string) => {
    const bytes = Buffer.from('Subject: Hi\r\n\r\nHello\r\n');
    const envelope = {
      reversePath: 'tomo@sample.com',
      recipients: [{ address: to }],
      smtpUtf8: false,
      body: '7BIT' as const,
    };
    const later = new Date(Date.now() + 3_600_000);
    const { queueId } = await store.deliver({
      traceId: 'abcdefghijkl',
      blob: { kind: 'memory', bytes, sizeBytes: bytes.length },
      content: scanMessage(bytes),
      receivedAt: new Date(),
      local: [],
      onOverQuota: 'throw',
      queue: { envelope, accountId, sendAt: later },
    });
    return queueId!;
  };
  const collect = async (options?: { address?: string }) => {
    const ids: QueueId[] = [];
    for await (const entry of listQueue(store, options)) ids.push(entry.id);
    return ids;
  };

  const ours = await submit(id, 'a@x.example');
  const relayed = await submit(null, 'b@x.example');
  assert.deepEqual(await collect(), [ours, relayed]);
  assert.deepEqual(await collect({ address: 'tomo@sample.com' }), [ours]);
  await assert.rejects(collect({ address: 'nobody@sample.com' }), MailError);

  const lease = { owner: 'test', limit: 10, leaseMs: 1_000 };
  assert.deepEqual(await store.leaseQueue(new Date(), lease), []);
  await retryQueueEntry(store, ours);
  assert.deepEqual(
    (await store.leaseQueue(new Date(), lease)).map((entry) => entry.id),
    [ours],
  );

  await cancelQueueEntry(store, relayed);
  assert.deepEqual(await collect(), [ours]);
  const isUnknown = (error: unknown) => error instanceof MailError && error.code === 'queueEntryNotFound';
  await assert.rejects(cancelQueueEntry(store, relayed), isUnknown);
  await assert.rejects(retryQueueEntry(store, relayed), isUnknown);

  const faults: string[] = [];
  const { left } = await verifyStore(store, ({ fault }) => faults.push(fault));
  assert.equal(left, 0);
  assert.deepEqual(faults, []);
});
