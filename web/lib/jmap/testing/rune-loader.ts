/**
 * Lets node:test import `*.svelte.ts`: strips the types and compiles the runes to plain variables (Svelte's server output, which has no
 * effects). Import this first, then the module under test by `await import(...)`.
 */
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileModule } from 'svelte/compiler';

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.svelte.ts')) return nextLoad(url, context);
    const filename = fileURLToPath(url);
    const script = stripTypeScriptTypes(readFileSync(filename, 'utf8'));
    return {
      format: 'module',
      shortCircuit: true,
      source: compileModule(script, { filename, generate: 'server' }).js.code,
    };
  },
});
