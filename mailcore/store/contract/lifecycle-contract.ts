import assert from 'node:assert/strict';
import type { StoreEvent } from '../../model/change.ts';
import type { ModSeq } from '../../model/ids.ts';
import { addTestAccount, append, delivery, inboxOf, local, message } from './fixtures.ts';
import type { ContractTest } from './harness.ts';

type AccountEvent = Extract<StoreEvent, { kind: 'account' }>;

export function lifecycleContract(test: ContractTest): void {
  test('everything acknowledged is there after a restart', async ({ store }, opened) => {
    if (!opened.reopen) return;
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    const before = await append(store, id, inbox.id, { body: 'kept' });
    const [email] = await store.getEmails(id, [before.emailId]);
    const next = await opened.reopen();
    await assert.rejects(store.getAccount(id), { code: 'unavailable' });
    await assert.rejects(store.addDomain('x.org'), { code: 'unavailable' });
    assert.deepEqual(await next.store.getEmails(id, [before.emailId]), [email]);
    const location = (await next.store.findBlob(id, before.blobId))?.location;
    assert.ok(location && (await next.blobs.read(location)).toString().includes('kept'));
    const after = await append(next.store, id, inbox.id);
    assert.ok(after.emailId > before.emailId && after.uid > before.uid && after.modseq > before.modseq);
  });

  test('ids of what is gone are not used again', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    const first = await append(store, id, inbox.id);
    await store.destroyEmails(id, [first.emailId]);
    await store.sweep(new Date());
    const second = await append(store, id, inbox.id);
    assert.ok(second.emailId > first.emailId && second.blobId > first.blobId);
  });

  test('concurrent operations each hold alone', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    const results = await Promise.allSettled([
      ...Array.from({ length: 30 }, (_, n) => append(store, id, inbox.id, { body: `n ${n}` })),
      store.addDomain('sample.com'),
      store.deliver(delivery({ ...message('x'), local: [local(999 as typeof id)] })),
      ...Array.from({ length: 30 }, () => store.deliver(delivery({ ...message('y'), local: [local(id)] }))),
    ]);
    const failed = results.filter(({ status }) => status === 'rejected');
    assert.deepEqual(
      failed.map((result) => result.status === 'rejected' && (result.reason as { code: string }).code),
      ['alreadyExists', 'accountNotFound'],
    );
    const { rows } = await store.readMailbox(id, inbox.id, 0 as ModSeq);
    assert.deepEqual(
      [...rows.uids],
      Array.from({ length: 60 }, (_, n) => n + 1),
    );
    assert.equal(new Set(rows.modseqs).size, 60);
  });

  test('events come after their commit, in order, to those who listen', async ({ store, bus }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    const seen: AccountEvent[] = [];
    const arrived = Promise.withResolvers<void>();
    const stop = bus.subscribe((event) => {
      if (event.kind === 'account' && seen.push(event) === 3) arrived.resolve();
    });
    const results: ModSeq[] = [];
    for (let i = 0; i < 3; i++) results.push((await append(store, id, inbox.id)).modseq);
    await arrived.promise;
    stop();
    assert.deepEqual(
      seen.map(({ modseq, mailboxIds, delivered, types }) => [
        modseq,
        mailboxIds,
        delivered,
        [...types].sort(),
      ]),
      results.map((modseq) => [modseq, [inbox.id], false, ['Email', 'Mailbox', 'Thread']]),
    );
  });

  test('search finds decoded words in headers and bodies', async ({ store, search }) => {
    const { id } = await addTestAccount(store);
    const inbox = await inboxOf(store, id);
    const headers = [
      'Subject: =?utf-8?B?44GK54+t5by0?=',
      'X-Note: ＡＢＣ',
      'Content-Type: text/plain; charset=utf-8',
    ];
    const one = (await append(store, id, inbox.id, { headers, body: '東京の天気' })).emailId;
    const two = (await append(store, id, inbox.id, { headers: ['Subject: lunch'], body: 'weather' })).emailId;
    const find = (field: Parameters<typeof search.match>[2], ...terms: string[]) =>
      search.match(id, [two, one], field, terms);
    assert.deepEqual(await find('body', '天気'), [one]);
    assert.deepEqual(await find('text', 'WEATHER', 'lunch'), [two]);
    assert.deepEqual(await find('from', 'hana'), [two, one]);
    assert.deepEqual(await find('header:x-note', 'abc'), [one]);
    assert.deepEqual(await find('body', '東京', 'weather'), []);
    await assert.rejects(search.match(id, [one], 'body', ['x'], AbortSignal.abort()), {
      code: 'limitReached',
    });
  });
}
