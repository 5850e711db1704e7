import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './letters.ts';

export interface MaildirMessage {
  readonly path: string;
  /** The letters after `:2,`, in order. */
  readonly flags: string;
}

/** Fingerprint -> place of every message in a Maildir. Throws when two are the same. */
export function readMaildir(folder: string): Map<string, MaildirMessage> {
  const found = new Map<string, MaildirMessage>();
  for (const part of ['cur', 'new']) {
    for (const name of readdirSync(join(folder, part))) {
      const path = join(folder, part, name);
      const key = fingerprint(readFileSync(path));
      if (found.has(key)) throw new Error(`twice in ${folder}: ${path}`);
      found.set(key, { path, flags: /:2,(\w*)$/.exec(name)?.[1] ?? '' });
    }
  }
  return found;
}
