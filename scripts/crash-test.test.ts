import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCrashTest } from './crash/crash-run.ts';
import { runMediumFailure } from './crash/medium-failure.ts';

test('a server killed under load keeps what it acknowledged', { timeout: 120_000 }, async (context) => {
  const seed = 20_261_124;
  context.diagnostic(`seed ${seed}`);
  assert.equal(await runCrashTest({ rounds: 2, seed, report: (line) => context.diagnostic(line) }), 0);
});

test(
  'while no file can be written mail is refused for a time, and afterwards accepted',
  { timeout: 60_000 },
  async (context) => {
    assert.deepEqual(await runMediumFailure('limit', (line) => context.diagnostic(line)), []);
  },
);
