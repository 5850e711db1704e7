/** `npm run check`: types (server and Svelte), lint, format, import rule, dead code. Stops at nothing: all findings in one run. */
import { runSteps, type Step } from './steps.ts';

export const CHECK_STEPS: Step[] = [
  { name: 'types', script: 'node_modules/ts7/bin/tsc', args: ['-p', '.'] },
  {
    name: 'types of the web',
    script: 'node_modules/svelte-check/bin/svelte-check',
    args: ['--tsconfig', 'web/tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  },
  { name: 'lint', script: 'node_modules/eslint/bin/eslint.js', args: ['--max-warnings', '0', '.'] },
  {
    name: 'format',
    script: 'node_modules/prettier/bin/prettier.cjs',
    args: ['--check', '--log-level', 'warn', '.'],
  },
  { name: 'imports and references', script: 'scripts/import-rule.ts', args: [] },
  { name: 'dead code', script: 'node_modules/knip/bin/knip.js', args: ['--no-progress'] },
];

if (import.meta.main) {
  const failed = await runSteps(CHECK_STEPS);
  process.exitCode = failed === 0 ? 0 : 1;
}
