/**
 * Who may import whom (docs/ARCHITECTURE.md). Reads every import of every source file; prints each breach and exits 1.
 * Also writes or checks docs/rfc-index.md: RFC -> sections -> files that cite it (`--write` to renew it).
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { projectRoot } from './steps.ts';

interface SourceFile {
  readonly path: string;
  readonly imports: readonly { target: string; isTypeOnly: boolean }[];
  readonly text: string;
}

const MAIL_PACKAGES = new Set([
  'dns-packet',
  'iconv-lite',
  'imapflow',
  'kysely',
  'mailauth',
  'mailparser',
  'nodemailer',
  'parse5',
  'pg',
  'pino',
]);

/** Rooms of mailcore from the ground up: a room imports its own rank only from itself, and lower ranks freely. */
const RANKS: Record<string, number> = {
  errors: 0,
  model: 0,
  config: 1,
  message: 2,
  mailauth: 2,
  net: 2,
  sasl: 4,
  store: 3,
  delivery: 5,
  queue: 6,
  filters: 4,
  lists: 6,
  collect: 6,
  jmap: 7,
  admin: 7,
  'smtp/wire': 1,
  'smtp/client': 4,
  smtp: 8,
  'imap/wire': 1,
  imap: 8,
  'pop3/wire': 1,
  pop3: 8,
  managesieve: 8,
  view: 4,
  secret: 1,
  testing: 9,
  listeners: 9,
  open: 10,
  index: 11,
};

const SOURCE = /\.(?:ts|svelte)$/;
const TEST = /\.(?:test|spec)\.ts$/;
const IMPORT =
  /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[^'"();]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

function sources(folder: string): SourceFile[] {
  return readdirSync(join(projectRoot, folder), { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => SOURCE.test(path) && !path.startsWith('web/dist'))
    .map((path) => {
      const text = readFileSync(join(projectRoot, path), 'utf8');
      return { path, text, imports: [...text.matchAll(IMPORT)].map((match) => resolveImport(path, match)) };
    });
}

function resolveImport(path: string, match: RegExpMatchArray): SourceFile['imports'][number] {
  const specifier = match[3] ?? match[4] ?? '';
  const target = specifier.startsWith('.') ? relative('.', join(dirname(path), specifier)) : specifier;
  return { target, isTypeOnly: match[2] !== undefined };
}

function room(path: string): string {
  const [, first = '', second = ''] = path.split('/');
  const nested = `${first}/${second}`;
  return nested in RANKS ? nested : first.replace(/\.ts$/, '');
}

function isLocal(target: string): boolean {
  return /^(?:web|server|mailcore|e2e|bench|scripts|public)\//.test(target);
}

function breach(file: SourceFile, target: string, isTypeOnly: boolean): string | null {
  const [top = ''] = file.path.split('/');
  if (top === 'mailcore') return mailcoreBreach(file.path, target);
  if (top === 'web') {
    if (!isLocal(target) || target.startsWith('web/')) return null;
    const isShared = target.startsWith('server/contract/') || target === 'mailcore/jmap/types.ts';
    return isShared && isTypeOnly
      ? null
      : 'web imports web, and types of server/contract and mailcore/jmap/types.ts';
  }
  if (top === 'server') {
    if (!target.startsWith('mailcore/'))
      return target.startsWith('web/') ? 'server does not import web' : null;
    const isDoor = target === 'mailcore/index.ts' || target === 'mailcore/jmap/types.ts';
    const isTestTool = TEST.test(file.path) && target.startsWith('mailcore/testing/');
    return isDoor || isTestTool ? null : 'server enters mailcore by index.ts only';
  }
  if (top === 'e2e')
    return isLocal(target) && !target.startsWith('e2e/') ? 'e2e is a black box: it imports nobody' : null;
  return null;
}

function mailcoreBreach(path: string, target: string): string | null {
  if (target.startsWith('node:') || TEST.test(path) || /\/(?:testing|contract)\//.test(path)) return null;
  if (!isLocal(target)) {
    const [name = ''] = target.split('/');
    return MAIL_PACKAGES.has(name) ? null : `mailcore does not know the package ${target}`;
  }
  if (!target.startsWith('mailcore/')) return 'mailcore imports only itself';
  const from = room(path);
  const to = room(target);
  if (from === to) return null;
  const fromRank = RANKS[from];
  const toRank = RANKS[to];
  if (fromRank === undefined || toRank === undefined)
    return `no rank for room ${fromRank === undefined ? from : to}`;
  return toRank < fromRank ? null : `${from} stands below or beside ${to}`;
}

function findCycle(files: readonly SourceFile[]): string[] | null {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const state = new Map<string, 'open' | 'done'>();
  const trail: string[] = [];
  const visit = (path: string): string[] | null => {
    if (state.get(path) === 'done') return null;
    if (state.get(path) === 'open') return [...trail.slice(trail.indexOf(path)), path];
    state.set(path, 'open');
    trail.push(path);
    for (const { target } of byPath.get(path)?.imports ?? []) {
      const cycle = byPath.has(target) ? visit(target) : null;
      if (cycle) return cycle;
    }
    trail.pop();
    state.set(path, 'done');
    return null;
  };
  for (const file of files) {
    const cycle = visit(file.path);
    if (cycle) return cycle;
  }
  return null;
}

const CITATION = /RFC (\d{3,5})((?:,? §[0-9A-Z][0-9A-Za-z.]*(?:-[0-9.]+)?)+)?/g;
const INDEX_FILE = 'docs/rfc-index.md';

function rfcIndex(files: readonly SourceFile[]): string {
  const byRfc = new Map<number, Map<string, Set<string>>>();
  for (const file of files) {
    for (const [, number, sections = ''] of file.text.matchAll(CITATION)) {
      const entry = byRfc.get(Number(number)) ?? new Map<string, Set<string>>();
      byRfc.set(Number(number), entry);
      const cited = entry.get(file.path) ?? new Set<string>();
      entry.set(file.path, cited);
      for (const [, section] of sections.matchAll(/§([0-9A-Za-z.]+)/g))
        cited.add(section!.replace(/\.$/, ''));
    }
  }
  const lines = [
    '# Where each RFC is implemented',
    '',
    'Generated from the citations in the sources: `node run.mjs scripts/import-rule.ts --write`.',
    '',
  ];
  for (const [number, entry] of [...byRfc].sort(([a], [b]) => a - b)) {
    lines.push(`## [RFC ${number}](https://www.rfc-editor.org/rfc/rfc${number})`, '');
    for (const [path, sections] of [...entry].sort(([a], [b]) => a.localeCompare(b, 'en'))) {
      const list = [...sections]
        .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
        .map((s) => `§${s}`);
      lines.push(`- \`${path}\`${list.length > 0 ? ` ${list.join(', ')}` : ''}`);
    }
    lines.push('');
  }
  return lines.join('\n');
}

const files = ['mailcore', 'server', 'web', 'e2e', 'bench', 'scripts'].flatMap(sources);
const faults: string[] = [];
for (const file of files) {
  for (const { target, isTypeOnly } of file.imports) {
    const fault = breach(file, target, isTypeOnly);
    if (fault) faults.push(`${file.path}: imports ${target}: ${fault}`);
  }
}
const cycle = findCycle(files.filter((file) => !TEST.test(file.path)));
if (cycle) faults.push(`import cycle: ${cycle.join(' -> ')}`);

const index = rfcIndex(files.filter((file) => !TEST.test(file.path)));
if (process.argv.includes('--write')) writeFileSync(join(projectRoot, INDEX_FILE), index);
else if (readFileSync(join(projectRoot, INDEX_FILE), 'utf8') !== index) {
  faults.push(`${INDEX_FILE} is out of date: node run.mjs scripts/import-rule.ts --write`);
}

for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
