import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const LISTENERS = [
  'http',
  'admin',
  'smtp',
  'submission',
  'submissions',
  'imap',
  'imaps',
  'pop3',
  'pop3s',
] as const;
export const PASSWORD = 'correct horse battery';

export interface ServerOptions {
  /** Addresses to make, all with PASSWORD; their domains are made too. The first is an administrator. */
  readonly users: readonly string[];
  /** More TOML keys, before the tables. */
  readonly config?: string;
  /** More TOML tables. */
  readonly tables?: string;
}

/** The real server in a process of its own, on free ports, with a data folder of its own. */
export class TestServer {
  readonly folder: string;
  readonly configFile: string;
  #child: ChildProcess | null = null;
  #ports: Record<string, number> = {};

  private constructor(folder: string) {
    this.folder = folder;
    this.configFile = join(folder, 'tegami.toml');
  }

  static async start({ users, config = '', tables = '' }: ServerOptions): Promise<TestServer> {
    const server = new TestServer(mkdtempSync(join(tmpdir(), 'tegami-e2e-')));
    const listen = LISTENERS.map((name) => `${name} = "127.0.0.1:0"`).join('\n');
    writeFileSync(
      server.configFile,
      `hostname = "mail.example.test"\ndata_dir = "data"\n${config}\n` +
        `[listen]\nmanagesieve = ""\n${listen}\n[tls]\nallow_plain_on_loopback = true\n${tables}\n`,
    );
    for (const domain of new Set(users.map((address) => address.split('@')[1]!)))
      server.run('domain', 'add', domain);
    for (const [index, address] of users.entries()) {
      server.run('user', 'add', address, '--password-stdin', ...(index === 0 ? ['--admin'] : []));
    }
    await server.boot();
    return server;
  }

  /** Starts the process; ports are new. */
  async boot(): Promise<void> {
    const child = spawn(process.execPath, [join(root, 'scripts/start.ts'), '--config', this.configFile], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.startsWith('ready ')) continue;
      const addresses = JSON.parse(line.slice(6)) as Record<string, string[]>;
      this.#ports = Object.fromEntries(
        Object.entries(addresses).map(([name, list]) => [name, Number(list[0]?.split(':').at(-1))]),
      );
      child.stdout.resume();
      return;
    }
    throw new Error('the server ended before it was ready');
  }

  port(name: (typeof LISTENERS)[number]): number {
    return this.#ports[name]!;
  }

  get webUrl(): string {
    return `http://127.0.0.1:${this.port('http')}`;
  }

  get adminUrl(): string {
    return `http://127.0.0.1:${this.port('admin')}`;
  }

  /** Runs the command line; passwords are PASSWORD. Throws when it is refused. */
  run(...args: string[]): string {
    const result = spawnSync(
      process.execPath,
      [join(root, 'server/cli.ts'), ...args, '--config', this.configFile],
      {
        cwd: root,
        encoding: 'utf8',
        input: `${PASSWORD}\n`,
      },
    );
    if (result.status !== 0) throw new Error(`tegami ${args.join(' ')}: ${result.stderr}`);
    return result.stdout;
  }

  async kill(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await exited;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
