import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
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

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'tegami-start-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A configuration on free ports, with more TOML before its tables and other listeners where given. */
function configure(path: string, listen: Record<string, string> = {}, more = ''): string {
  const file = join(path, 'tegami.toml');
  const lines = NAMES.map(
    (name) => `${name} = "${listen[name] ?? (name === 'managesieve' ? '' : '127.0.0.1:0')}"`,
  );
  writeFileSync(file, `data_dir = "data"\n${more}\n[listen]\n${lines.join('\n')}\n`);
  return file;
}

interface Run {
  readonly child: ChildProcess;
  output: string;
  errors: string;
}

function start(t: TestContext, ...args: string[]): Run {
  const child = spawn(process.execPath, [join(root, 'server/main.ts'), ...args], { cwd: root });
  const run: Run = { child, output: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    run.output += text;
    if (run.output.includes('ready ')) child.emit('ready');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (run.errors += text));
  t.after(() => child.kill('SIGKILL'));
  return run;
}

async function untilReady(run: Run): Promise<Record<string, string[]>> {
  await Promise.race([
    once(run.child, 'ready'),
    once(run.child, 'exit').then(() => Promise.reject(new Error(run.errors))),
  ]);
  return JSON.parse(run.output.split('ready ')[1]!) as Record<string, string[]>;
}

async function exitCode(run: Run): Promise<number | null> {
  if (run.child.exitCode !== null) return run.child.exitCode;
  const [code] = (await once(run.child, 'exit')) as [number | null];
  return code;
}

test('the first start makes data, certificate and administrator; the second reuses them and prints no password', async (t) => {
  const path = folder(t);
  const config = configure(path);
  const first = start(t, '--config', config);
  const listening = await untilReady(first);
  assert.deepEqual(Object.keys(listening).sort(), NAMES.filter((name) => name !== 'managesieve').sort());
  assert.match(first.errors, /Sign in as +admin@localhost/);
  const password = /Password +(\S+)/.exec(first.errors)?.[1];
  assert.ok(password && password.length >= 12);
  assert.equal(statSync(join(path, 'data')).mode & 0o777, 0o700);

  const url = `http://${listening.http![0]}`;
  assert.equal((await fetch(`${url}/health`)).status, 200);
  const signIn = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address: 'admin@localhost', password }),
  });
  assert.equal(signIn.status, 200);

  first.child.kill('SIGTERM');
  assert.equal(await exitCode(first), 0);

  const second = start(t, '--config', config);
  await untilReady(second);
  assert.doesNotMatch(second.errors, /Password/);
  second.child.kill('SIGTERM');
  assert.equal(await exitCode(second), 0);
});

test('a taken port: one line naming it, exit 2, nothing made', async (t) => {
  const path = folder(t);
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.after(() => taken.close());
  const address = `127.0.0.1:${(taken.address() as AddressInfo).port}`;
  const run = start(t, '--config', configure(path, { imap: address }));
  assert.equal(await exitCode(run), 2);
  assert.equal(run.errors, `tegami: listen.imap: ${address} is taken by another program\n`);
  assert.equal(existsSync(join(path, 'data')), false);
});

test('a data folder in use by a running server: one line, exit 2', async (t) => {
  const path = folder(t);
  const config = configure(path);
  const first = start(t, '--config', config);
  await untilReady(first);
  const second = start(t, '--config', config);
  assert.equal(await exitCode(second), 2);
  assert.match(second.errors, /^tegami: data_dir: .* is in use by a running server\n$/);
});

test('a data folder that cannot be made: one line, exit 2', async (t) => {
  const path = folder(t);
  writeFileSync(join(path, 'data'), 'a file stands in the way');
  const run = start(t, '--config', configure(path));
  assert.equal(await exitCode(run), 2);
  assert.match(run.errors, /^tegami: data_dir: .* is not a folder\n$/);
});

test('a data folder where none can be made is named', async (t) => {
  const path = folder(t);
  const file = configure(path);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"data"', '"none/data"'));
  const refused = start(t, '--config', file);
  assert.equal(await exitCode(refused), 2);
  assert.match(refused.errors, /^tegami: data_dir: .*none\/data cannot be written \(ENOENT\)\n$/);
});

test('a bad key, a missing file and an unknown option: one line, exit 2', async (t) => {
  const path = folder(t);
  const bad = start(t, '--config', configure(path, {}, 'hostnam = "x"'));
  assert.equal(await exitCode(bad), 2);
  assert.match(bad.errors, /^tegami: .*tegami\.toml: unknown key "hostnam"\n$/);
  assert.equal(existsSync(join(path, 'data')), false);

  const missing = start(t, '--config', join(path, 'none.toml'));
  assert.equal(await exitCode(missing), 2);
  assert.match(missing.errors, /none\.toml: no such file\n$/);

  const option = start(t, '--port', '1');
  assert.equal(await exitCode(option), 2);
  assert.match(option.errors, /usage: npm start/);
});
