import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const LISTENERS = ['http', 'admin', 'smtp', 'submission', 'submissions', 'imap', 'imaps', 'pop3', 'pop3s'];
const ADDRESS = 'tomo@localhost';
const PASSWORD = 'correct horse battery';

/** A server run as an operator runs it, with one account, for programs that people use. */
export interface LiveServer {
  readonly address: string;
  readonly password: string;
  readonly ports: Readonly<Record<'smtp' | 'submission' | 'imap' | 'pop3', number>>;
  /** Of the test alone, removed after it. */
  readonly folder: string;
}

/** Starts it on free ports; stopped when the test ends. */
export async function startLiveServer(context: TestContext): Promise<LiveServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tegami-clients-'));
  const config = join(folder, 'tegami.toml');
  const listen = LISTENERS.map((name) => `${name} = "127.0.0.1:0"`).join('\n');
  writeFileSync(
    config,
    `data_dir = "data"\n[listen]\nmanagesieve = ""\n${listen}\n[tls]\nallow_plain_on_loopback = true\n[log]\nlevel = "error"\n`,
  );
  const server = spawn(process.execPath, [join(root, 'server/main.ts'), '--config', config], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  context.after(async () => {
    const exited = once(server, 'exit');
    server.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  });
  const listening = await ready(server.stdout);
  await run(
    process.execPath,
    [join(root, 'server/cli.ts'), '--config', config, 'user', 'add', ADDRESS, '--password-stdin'],
    {
      input: PASSWORD,
    },
  );
  const port = (name: string) => Number(listening[name]?.[0]?.split(':').at(-1));
  const ports = {
    smtp: port('smtp'),
    submission: port('submission'),
    imap: port('imap'),
    pop3: port('pop3'),
  };
  return { address: ADDRESS, password: PASSWORD, ports, folder };
}

async function ready(stdout: NodeJS.ReadableStream): Promise<Record<string, string[]>> {
  for await (const line of createInterface({ input: stdout })) {
    if (!line.startsWith('ready ')) continue;
    stdout.resume();
    return JSON.parse(line.slice(6)) as Record<string, string[]>;
  }
  throw new Error('the server ended before it was ready');
}

/** Fails with the command to run when a program is not installed. */
export function requireProgram(path: string, debianPackage: string): string {
  assert.ok(exists(path), `${path} is missing: apt-get install ${debianPackage}`);
  return path;
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Killed without warning after this time. */
  readonly killAfterMs?: number;
}

/** Runs a program to its end and returns what it printed. Fails unless it exits with 0 or was to be killed. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const child = spawn(program, args, { env: { ...process.env, LC_ALL: 'C.UTF-8', ...options.env } });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stdin.end(options.input ?? '');
  const timer =
    options.killAfterMs === undefined ? null : setTimeout(() => child.kill('SIGKILL'), options.killAfterMs);
  const [code] = (await once(child, 'close')) as [number | null];
  if (timer) clearTimeout(timer);
  const wasKilled = options.killAfterMs !== undefined && code === null;
  assert.ok(code === 0 || wasKilled, `${program} exited with ${code}:\n${output}`);
  return output;
}
