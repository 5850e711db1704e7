import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('..', import.meta.url));

/** A program of the project, run on the same Node. */
export interface Step {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
}

/** Runs one step with its output shown; resolves to its exit code. */
export function runStep(step: Step, env: NodeJS.ProcessEnv = process.env): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [step.script, ...step.args], {
      cwd: projectRoot,
      stdio: 'inherit',
      env,
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs the steps one after the other, whatever they say; resolves to how many failed. */
export async function runSteps(steps: readonly Step[]): Promise<number> {
  let failed = 0;
  for (const step of steps) {
    const startedAt = performance.now();
    const code = await runStep(step);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${code === 0 ? '✔' : '✖'} ${step.name} (${seconds} s)`);
    if (code !== 0) failed += 1;
  }
  return failed;
}
