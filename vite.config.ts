import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { precompress } from './web/build/precompress.ts';

const here = import.meta.dirname;

export default defineConfig({
  root: `${here}/web`,
  publicDir: `${here}/public`,
  plugins: [svelte({ configFile: false }), precompress()],
  build: {
    outDir: `${here}/web/dist`,
    emptyOutDir: true,
    // Browsers with light-dark(), popover, nesting: nothing is lowered or polyfilled.
    target: ['chrome123', 'firefox125', 'safari17.5'],
    cssTarget: ['chrome123', 'firefox125', 'safari17.5'],
    manifest: true,
    // The policy of the pages is `img-src 'self' data:`, but a file has a cache entry of its own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        mail: `${here}/web/mail.html`,
        portal: `${here}/web/portal.html`,
        admin: `${here}/web/admin.html`,
      },
    },
  },
});
