import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const COMPRESSIBLE = /\.(?:css|html|js|json|svg|webmanifest)$/;
/** Below this a compressed copy saves less than one packet. */
const MIN_BYTES = 512;

/** Writes a `.br` and a `.gz` copy beside every text file of the build, so that the server never compresses at request time. */
export function precompress(): Plugin {
  let outDir = '';
  return {
    name: 'tegami:precompress',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir;
    },
    closeBundle() {
      for (const name of readdirSync(outDir, { recursive: true, encoding: 'utf8' })) {
        if (COMPRESSIBLE.test(name) && !name.startsWith('.')) compressFile(join(outDir, name));
      }
    },
  };
}

function compressFile(path: string): void {
  const content = readFileSync(path);
  if (content.length < MIN_BYTES) return;
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(
    `${path}.br`,
    brotliCompressSync(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
  );
}
