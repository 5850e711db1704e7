import { randomBytes } from 'node:crypto';
import { execFile, type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PostgresClient } from '../store/postgres/driver.ts';
import { migratePostgres } from '../store/postgres/migrate.ts';

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

/** A PostgreSQL server in a temporary directory, reachable by a unix socket only. */
export interface PostgresCluster extends AsyncDisposable {
  /** Where its socket is: what TEGAMI_TEST_POSTGRES takes. */
  readonly directory: string;
  /** A new database with the tables of this program, empty. */
  createDatabase(): Promise<string>;
  /** One without any table. */
  createBareDatabase(): Promise<string>;
  /** Ends every connection to a database, as a crash of the network would; the clients may come back. */
  disconnectAll(url: string): Promise<void>;
}

interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Starts a server, or joins the one whose socket is in the directory TEGAMI_TEST_POSTGRES. Throws with the command to install
 * the server when its programs are missing: a skipped test must not look green.
 */
export async function startPostgresCluster(): Promise<PostgresCluster> {
  const running = process.env.TEGAMI_TEST_POSTGRES;
  return running ? clusterAt(running, async () => undefined) : startServer();
}

async function startServer(): Promise<PostgresCluster> {
  const programs = findPrograms();
  const directory = mkdtempSync(join(tmpdir(), 'tegami-pg-'));
  const remove = (): void => rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  try {
    const user = await serverUser();
    if (user) chownSync(directory, user.uid, user.gid);
    const data = join(directory, 'data');
    await run(
      join(programs, 'initdb'),
      ['-D', data, '-U', 'tegami', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      { ...user, cwd: directory },
    );
    const server = await launch(programs, directory, user);
    // Whoever forgets it, or dies, leaves no server behind.
    const kill = (): void => {
      spawnSync(join(programs, 'pg_ctl'), ['stop', '-D', data, '-m', 'immediate'], user);
      remove();
    };
    process.once('exit', kill);
    return clusterAt(directory, async () => {
      process.off('exit', kill);
      await stop(server);
      remove();
    });
  } catch (error) {
    remove();
    throw error;
  }
}

async function stop(server: ChildProcess): Promise<void> {
  server.ref();
  const ended = new Promise((resolve) => server.once('exit', resolve));
  // "Fast": ends what is connected, then writes everything down.
  server.kill('SIGINT');
  await ended;
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
async function serverUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout)),
  );
  if (!uid || !gid) throw new Error(MISSING);
  return { uid, gid };
}

async function launch(
  programs: string,
  directory: string,
  user: ServerUser | undefined,
): Promise<ChildProcess> {
  const settings = Object.entries(CONFIG).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', join(directory, 'data'), '-k', directory, ...settings],
    {
      ...user,
      cwd: directory,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
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
  // A process that has nothing else to do ends, and the server with it.
  server.unref();
  (server.stderr as Socket).unref();
  return server;
}

function clusterAt(directory: string, dispose: () => Promise<void>): PostgresCluster {
  const urlOf = (name: string): string => `postgres://tegami@${encodeURIComponent(directory)}/${name}`;
  let template: Promise<string> | null = null;
  return {
    directory,
    async createDatabase() {
      template ??= makeTemplate(urlOf);
      const name = newName();
      await execute(urlOf('postgres'), `CREATE DATABASE ${name} TEMPLATE ${await template}`);
      return urlOf(name);
    },
    async createBareDatabase() {
      const name = newName();
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
    [Symbol.asyncDispose]: dispose,
  };
}

/** A copy of a database costs less than its tables made anew. */
async function makeTemplate(urlOf: (name: string) => string): Promise<string> {
  const name = newName();
  await execute(urlOf('postgres'), `CREATE DATABASE ${name}`);
  const client = await PostgresClient.connect(urlOf(name));
  await migratePostgres(client);
  await client.close();
  return name;
}

function newName(): string {
  return `tegami_${randomBytes(6).toString('hex')}`;
}

async function execute(url: string, sql: string): Promise<void> {
  const client = await PostgresClient.connect(url);
  try {
    await client.exec(sql);
  } finally {
    await client.close();
  }
}
