import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSlots } from './slots.ts';

const never = new AbortController().signal;

test('a full destination does not hold up another', async () => {
  const slots = createSlots({ total: 3, perKey: 2 });
  const order: string[] = [];
  const take = async (key: string, name: string) => {
    const slot = await slots.acquire(key, never);
    order.push(name);
    return slot;
  };
  const a1 = await take('a', 'a1');
  await take('a', 'a2');
  const a3 = take('a', 'a3');
  const b1 = await take('b', 'b1');
  const b2 = take('b', 'b2');
  a1.release();
  a1.release();
  assert.equal((await a3).hasWaited, true);
  b1.release();
  await b2;
  assert.equal(a1.hasWaited, false);
  assert.deepEqual(order, ['a1', 'a2', 'b1', 'a3', 'b2']);
});

test('whoever stops waiting leaves the line', async () => {
  const slots = createSlots({ total: 1, perKey: 1 });
  const slot = await slots.acquire('a', never);
  const abort = new AbortController();
  const waiting = slots.acquire('a', abort.signal);
  abort.abort(new Error('enough'));
  await assert.rejects(waiting, /enough/);
  await assert.rejects(slots.acquire('a', abort.signal), /enough/);
  slot.release();
  (await slots.acquire('a', never)).release();
});

test('the limits hold and everybody is served', async () => {
  const keys = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(keys, async (wanted) => {
      const slots = createSlots({ total: 4, perKey: 2 });
      const running = new Map<string, number>();
      let served = 0;
      await Promise.all(
        wanted.map(async (key) => {
          const slot = await slots.acquire(key, never);
          running.set(key, (running.get(key) ?? 0) + 1);
          assert.ok(running.get(key)! <= 2);
          assert.ok([...running.values()].reduce((sum, count) => sum + count, 0) <= 4);
          await Promise.resolve();
          running.set(key, running.get(key)! - 1);
          served += 1;
          slot.release();
        }),
      );
      return served === wanted.length;
    }),
    { numRuns: 50 },
  );
});
