import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStep } from './steps.ts';
import type { Tally } from './tally.ts';

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
}

/** Runs the Playwright stories; flaky and skipped ones count as failed. */
export async function runE2e(browser: string): Promise<Tally> {
  const reportFile = join(tmpdir(), `tegami-e2e-${process.pid}.json`);
  const code = await runStep(
    {
      name: 'e2e',
      script: 'node_modules/@playwright/test/cli.js',
      args: ['test', '--config', 'e2e/playwright.config.ts'],
    },
    { ...process.env, CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile },
  );
  try {
    const { stats } = JSON.parse(readFileSync(reportFile, 'utf8')) as PlaywrightReport;
    const failed = stats.unexpected + stats.flaky + stats.skipped;
    return { passed: stats.expected, failed: code === 0 ? failed : Math.max(1, failed) };
  } catch (error) {
    console.error(`no e2e report: ${(error as Error).message}`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(reportFile, { force: true });
  }
}
