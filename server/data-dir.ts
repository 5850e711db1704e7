import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { ConfigError } from './config-file.ts';

/** Makes the data folder (mode 0700) or checks that it can be used. Throws ConfigError. */
export function ensureDataDir(path: string): void {
  try {
    if (!existsSync(path)) {
      // Not its parents: a mistyped path should be told, not made.
      mkdirSync(path, { mode: 0o700 });
      return;
    }
    if (!statSync(path).isDirectory()) throw new ConfigError(`data_dir: ${path} is not a folder`);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`data_dir: ${path} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}
