import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { projectRoot } from './steps.ts';
import type { Tally } from './tally.ts';

const PATTERNS = [
  'mailcore/**/*.test.ts',
  'server/**/*.test.ts',
  'scripts/**/*.test.ts',
  'web/**/*.test.ts',
  'bench/**/*.test.ts',
];

/** Runs every node:test file, each in a process of its own; a suite counts through its tests. */
export async function runUnitTests(): Promise<Tally> {
  const files = globSync(PATTERNS, { cwd: projectRoot });
  let passed = 0;
  let failed = 0;
  const stream = run({ cwd: projectRoot, files, concurrency: availableParallelism() });
  stream.on('test:pass', ({ details, skip }) => {
    if (details.type === 'suite') return;
    // A skipped test must not look green.
    if (skip === undefined) passed += 1;
    else failed += 1;
  });
  stream.on('test:fail', () => {
    failed += 1;
  });
  const report = stream.compose(new spec());
  for await (const line of report) process.stdout.write(line as string);
  return { passed, failed };
}
