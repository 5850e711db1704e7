import { spawnSync } from 'node:child_process';

/** Throws, with how to get it, unless the machine has a program that a test works with; such tests are of `npm run test:peers`. */
export function requireProgram(name: string, debianPackage = name): void {
  const { error } = spawnSync(name, ['--version'], { stdio: 'ignore', timeout: 20_000 });
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
    throw new Error(`this test needs ${name}: apt-get install -y ${debianPackage}`);
}
