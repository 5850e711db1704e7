import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const BUILT = join(root, 'web', 'dist', 'mail.html');

/** Builds web/dist when it is missing or older than a source; says so on stderr. An installation without sources is left as it is. */
export async function ensureWebBuilt(): Promise<void> {
  if (existsSync(BUILT) && newestSourceMs() <= statSync(BUILT).mtimeMs) return;
  const startedAt = performance.now();
  process.stderr.write('tegami: building the web pages …\n');
  const { build } = await import('vite');
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
  process.stderr.write(
    `tegami: web pages built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`,
  );
}

function newestSourceMs(): number {
  const files = ['web', 'public']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, String(file))),
    )
    .filter((file) => !file.startsWith(join('web', 'dist')))
    .concat('vite.config.ts', 'package-lock.json');
  return Math.max(...files.map((file) => statSync(join(root, file)).mtimeMs));
}
