import assert from 'node:assert/strict';
import { addTestAccount } from './fixtures.ts';
import type { ContractTest } from './harness.ts';

export function maildropContract(test: ContractTest): void {
  test('a maildrop has one session at a time', async ({ store }) => {
    const [{ id }, other] = [await addTestAccount(store), await addTestAccount(store, 'other@sample.com')];
    const lock = await store.lockMaildrop(id);
    await assert.rejects(store.lockMaildrop(id), { code: 'inUse' });
    await (await store.lockMaildrop(other.id)).release();
    await lock.release();
    const again = await store.lockMaildrop(id);
    await lock.release();
    await assert.rejects(store.lockMaildrop(id), { code: 'inUse' });
    await again.release();
  });

  test('of many that ask at once one gets it', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const asked = await Promise.allSettled(Array.from({ length: 10 }, () => store.lockMaildrop(id)));
    const got = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    assert.equal(got.length, 1);
    await got[0]?.release();
  });

  test('sign-ins of a maildrop keep their distance', async ({ store }) => {
    const { id } = await addTestAccount(store);
    const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 10, 0, second));
    assert.equal(await store.admitToMaildrop(id, at(0), 30_000), null);
    assert.deepEqual(await store.admitToMaildrop(id, at(29), 30_000), at(30));
    assert.equal(await store.admitToMaildrop(id, at(30), 30_000), null);
    assert.deepEqual(await store.admitToMaildrop(id, at(31), 30_000), at(60));
    assert.equal(await store.admitToMaildrop(id, at(10), 30_000), null, 'the clock went back');
    await store.removeAccount(id);
  });
}
