import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DEFAULT_CONFIG } from '../mailcore/index.ts';
import { parseConfig } from './config-file.ts';

test('the example configuration states the defaults', () => {
  const source = readFileSync(new URL('../tegami.example.toml', import.meta.url), 'utf8');
  assert.deepEqual(parseConfig(source, 'tegami.example.toml'), DEFAULT_CONFIG);
});
