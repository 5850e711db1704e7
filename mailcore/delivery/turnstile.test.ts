import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turnstile } from './turnstile.ts';

test('never more at once than there are places; a failure gives its place back', async () => {
  const turnstile = new Turnstile(2);
  let inside = 0;
  let most = 0;
  const work = async (fails: boolean) => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise(setImmediate);
    inside -= 1;
    if (fails) throw new Error('failed');
  };
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, (_, i) => turnstile.pass(() => work(i % 3 === 0))),
  );
  assert.equal(most, 2);
  assert.equal(inside, 0);
  assert.equal(results.filter(({ status }) => status === 'rejected').length, 4);
});
