import { execFile, type ChildProcess, spawn } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);

const MISSING =
  'These tests need the PostgreSQL server programs (initdb, postgres). Install them: apt-get install -y --no-install-recommends postgresql';
/** Where Debian, Fedora and Homebrew put the server's programs. */
const PLACES = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/bin',
];
const CONFIG = {
  listen_addresses: '',
  max_connections: '200',
  shared_buffers: '64MB',
  // On: what these tests say about durability and speed must be true.
  fsync: 'on',
  synchronous_commit: 'on',
};

/** A PostgreSQL server of its own in a temporary directory, reachable by a unix socket only. */
export interface PostgresCluster extends AsyncDisposable {
  /** A new, empty database. */
  createDatabase(): Promise<string>;
  /** Ends every connection to a database, as a crash of the network would; the clients may come back. */
  disconnectAll(url: string): Promise<void>;
}

/** Throws with the command to install the server when its programs are missing: a skipped test must not look green. */
export async function startPostgresCluster(): Promise<PostgresCluster> {
  const programs = findPrograms();
  const directory = mkdtempSync(join(tmpdir(), 'tegami-pg-'));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  try {
    const user = await serverUser();
    if (user) chownSync(directory, user.uid, user.gid);
    const data = join(directory, 'data');
    await run(
      join(programs, 'initdb'),
      ['-D', data, '-U', 'tegami', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      { ...user, cwd: directory },
    );
    const server = await startServer(programs, data, directory, user);
    return clusterOf(server, directory, remove);
  } catch (error) {
    remove();
    throw error;
  }
}

function findPrograms(): string {
  const candidates = PLACES.flatMap((pattern) => globSync(pattern)).sort((a, b) =>
    b.localeCompare(a, 'en', { numeric: true }),
  );
  const found = candidates.find((place) => existsSync(join(place, 'initdb')));
  if (!found) throw new Error(MISSING);
  return found;
}

/** The server refuses to run as root: there, the user that its package made. */
async function serverUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout)),
  );
  if (!uid || !gid) throw new Error(MISSING);
  return { uid, gid };
}

async function startServer(
  programs: string,
  data: string,
  directory: string,
  user: { uid: number; gid: number } | undefined,
): Promise<ChildProcess> {
  const settings = Object.entries(CONFIG).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-k', directory, ...settings], {
    ...user,
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    let log = '';
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${log}`)));
  });
  server.stderr.removeAllListeners('data').resume();
  return server;
}

function clusterOf(server: ChildProcess, directory: string, remove: () => void): PostgresCluster {
  // A test file that dies leaves no server behind.
  const kill = (): void => void server.kill('SIGQUIT');
  process.once('exit', kill);
  let databases = 0;
  const urlOf = (name: string): string => `postgres://tegami@${encodeURIComponent(directory)}/${name}`;
  return {
    async createDatabase() {
      const name = `tegami_${++databases}`;
      await execute(urlOf('postgres'), `CREATE DATABASE ${name}`);
      return urlOf(name);
    },
    async disconnectAll(url) {
      const name = url.slice(url.lastIndexOf('/') + 1);
      await execute(
        urlOf('postgres'),
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
      );
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', kill);
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
      remove();
    },
  };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
