import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCrashTest } from './crash/crash-run.ts';

test('a server killed under load keeps what it acknowledged', { timeout: 120_000 }, async (context) => {
  const seed = 20_261_124;
  context.diagnostic(`seed ${seed}`);
  assert.equal(await runCrashTest({ rounds: 2, seed, report: (line) => context.diagnostic(line) }), 0);
});
