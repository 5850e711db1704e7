#!/usr/bin/env node
// Starts a script on the Node that the lockfile pins, whatever Node the host has.
// Plain JavaScript on purpose: it is the only file that must load on the host's Node.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const candidates = [
  `node-${process.platform}-${process.arch}`,
  `node-bin-${process.platform}-${process.arch}`,
].map((name) => join(root, 'node_modules', name, 'bin', 'node'));
const pinned = candidates.find((path) => existsSync(path));
const hostMajor = Number(process.versions.node.split('.')[0]);

if (!pinned && hostMajor < 26) {
  console.error(
    `tegami: needs Node 26 and finds ${process.version}. Run "npm ci" first` +
      ` (npm 10 or newer, Node 20.19 or newer), without --omit=optional.`,
  );
  process.exit(2);
}

const node = pinned ?? process.execPath;
// npm links this file as the command `tegami` too.
const isCommand = basename(process.argv[1] ?? '').startsWith('tegami');
const [script, ...args] = [...(isCommand ? ['server/cli.ts'] : []), ...process.argv.slice(2)];
if (!script) {
  console.error('usage: node run.mjs SCRIPT [ARGUMENT …]');
  process.exit(2);
}
// `node run.mjs --test FILE` hands options to Node as they are.
const isOption = (text) => text.startsWith('-');
const child = spawn(node, [isOption(script) ? script : resolve(root, script), ...args], {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}
child.on('error', (error) => {
  console.error(`tegami: cannot start ${node}: ${error.message}`);
  process.exit(2);
});
child.on('exit', (code, signal) => {
  process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
});
