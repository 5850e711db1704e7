import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IndexerPace } from './indexer-pace.ts';

test('while mail comes in the indexer rests longer than it works, and never when it is quiet', () => {
  let now = 1_000;
  const pace = new IndexerPace(() => now);
  assert.equal(pace.restMs(50), 0, 'nothing has come yet');
  pace.noticeChange();
  assert.equal(pace.restMs(50), 200);
  assert.equal(pace.restMs(10_000), 2_000, 'and yet it never starves');
  now += 300;
  assert.equal(pace.restMs(50), 0);
});

test('the end of the indexer ends its rest', async () => {
  let now = 0;
  const pace = new IndexerPace(() => now);
  const step = async () => {
    now += 10_000;
    pace.noticeChange();
    return true;
  };
  const taken = pace.take(step);
  pace.end();
  assert.equal(await taken, true);
});
