import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

const dist = new URL('./dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8')) as Record<
  string,
  Chunk
>;

/** Everything a page loads before it can show something: its entry, what that imports at once, and their style sheets. */
function firstLoadFiles(entry: string, files = new Set<string>()): Set<string> {
  const chunk = manifest[entry]!;
  for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
  for (const imported of chunk.imports ?? []) firstLoadFiles(imported, files);
  return files;
}

const BUDGETS_KB: [entry: string, limit: number][] = [
  ['mail.html', 90],
  ['portal.html', 90],
  ['admin.html', 90],
];

for (const [entry, limitKb] of BUDGETS_KB) {
  test(`the first load of ${entry} stays within ${limitKb} KB of compressed script and style`, () => {
    const bytes = [...firstLoadFiles(entry)].reduce(
      (sum, file) => sum + gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length,
      0,
    );
    assert.ok(bytes <= limitKb * 1024, `${(bytes / 1024).toFixed(1)} KB`);
  });
}
