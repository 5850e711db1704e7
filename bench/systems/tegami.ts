import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { addDomain, DEFAULT_CONFIG, makeVerifiers, openMailcore } from '../../mailcore/index.ts';
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
  await addUsers(join(folder, 'data'), users);
  const child = spawn(process.execPath, [join(root, 'scripts/start.ts'), '--config', config], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
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
    maildir: null,
    fullText: {
      settle: async () => {
        while ((await searchStatus(config)).pendingEmails > 0) await delay(500);
      },
      rebuild: async () => void (await runCommand(['search', 'rebuild', '--config', config])),
      diskBytes: () => statSync(join(folder, 'data/search.db')).size,
    },
    async stop() {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  } satisfies MailSystem;
};

async function runCommand(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'server/cli.ts'), ...args]);
  return stdout;
}

async function searchStatus(config: string): Promise<{ pendingEmails: number }> {
  const status = await runCommand(['search', 'status', '--json', '--config', config]);
  return JSON.parse(status) as { pendingEmails: number };
}

/** All have one password, hashed once: a thousand hashes would take minutes. */
async function addUsers(dataDir: string, users: number): Promise<void> {
  mkdirSync(dataDir, { mode: 0o700 });
  const mailcore = await openMailcore(
    { ...DEFAULT_CONFIG, dataDir },
    { role: 'visitor', logger: pino({ level: 'silent' }) },
  );
  await addDomain(mailcore.store, DOMAIN);
  const verifiers = await makeVerifiers(PASSWORD);
  const shared = { locale: 'en', isAdmin: false, quotaBytes: 0, verifiers } as const;
  for (let index = 0; index < users; index += 1) {
    await mailcore.store.addAccount({ ...shared, address: userAddress(index), displayName: `User ${index}` });
  }
  await mailcore.close();
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
