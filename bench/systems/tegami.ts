import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { diskBytes } from './files.ts';
import { DOMAIN, PASSWORD, userAddress, type MailSystem, type StartSystem } from './system.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const NAMES = [
  'http',
  'admin',
  'smtp',
  'submission',
  'submissions',
  'imap',
  'imaps',
  'pop3',
  'pop3s',
  'managesieve',
];

/** Our own server, started as an operator starts it, on free ports. */
export const startTegami: StartSystem = async ({ users }) => {
  const folder = mkdtempSync(join(tmpdir(), 'tegami-bench-'));
  const config = join(folder, 'tegami.toml');
  const listen = NAMES.map((name) => `${name} = ${name === 'managesieve' ? '""' : '"127.0.0.1:0"'}`).join(
    '\n',
  );
  writeFileSync(
    config,
    `hostname = "localhost"\ndata_dir = "data"\n[listen]\n${listen}\n[tls]\nallow_plain_on_loopback = true\n` +
      `[limits]\nmax_connections_per_address = 100000\nmax_connections = 100000\n[log]\nlevel = "error"\n`,
  );
  addUsers(config, folder, users);
  const child = spawn(process.execPath, [join(root, 'scripts/start.ts'), '--config', config], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const listening = await ready(child);
  return {
    name: 'tegami',
    userCount: users,
    ports: {
      smtp: port(listening, 'smtp'),
      imap: port(listening, 'imap'),
      pop3: port(listening, 'pop3'),
      http: port(listening, 'http'),
    },
    pids: () => [child.pid!],
    diskBytes: () => diskBytes(join(folder, 'data')),
    async stop() {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  } satisfies MailSystem;
};

function addUsers(config: string, folder: string, users: number): void {
  const csv = join(folder, 'users.csv');
  const rows = Array.from({ length: users }, (_, index) => `${userAddress(index)},User ${index},${PASSWORD}`);
  writeFileSync(csv, `address,name,password\n${rows.join('\n')}\n`);
  tegami(config, 'domain', 'add', DOMAIN);
  tegami(config, 'user', 'import', csv);
}

function tegami(config: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'server/cli.ts'), ...args, '--config', config],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`tegami ${args.join(' ')}: ${stderr}`);
}

type Listening = Record<string, string[]>;

async function ready(child: ChildProcess): Promise<Listening> {
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('ready ')) {
      child.stdout!.resume();
      return JSON.parse(line.slice(6)) as Listening;
    }
  }
  throw new Error('tegami ended before it was ready');
}

function port(listening: Listening, name: string): number {
  return Number(listening[name]?.[0]?.split(':').at(-1));
}
