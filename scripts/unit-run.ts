import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';
import { startPostgresCluster } from '../mailcore/testing/postgres-cluster.ts';
import { projectRoot } from './steps.ts';
import { add, type Tally } from './tally.ts';

const PATTERNS = [
  'mailcore/**/*.test.ts',
  'server/**/*.test.ts',
  'scripts/**/*.test.ts',
  'web/**/*.test.ts',
  'bench/**/*.test.ts',
];
/** These need the PostgreSQL server: `npm run test:postgres`. */
const ON_POSTGRES = 'mailcore/**/*.postgres.test.ts';
/** Whose tests stand on a store. */
const PROTOCOLS = ['imap', 'jmap', 'pop3', 'smtp', 'delivery', 'queue', 'admin', 'sasl'].map(
  (room) => `mailcore/${room}/**/*.test.ts`,
);
/** These work with programs of others: `npm run test:peers`. */
const NEEDS_PEERS = /\b(?:startDovecot|requireProgram)\b/;
/** The store's contract suites bring their own. */
const HAS_PROPERTIES = /from '(?:fast-check|.*\/contract\/index\.ts)'/;
const PROPERTY_SETUP = pathToFileURL(join(projectRoot, 'scripts/property-setup.ts')).href;

type Kind = 'plain' | 'withProperties' | 'withPeers';

/** Runs the node:test files that need nothing but the project, each in a process of its own; a suite counts through its tests. */
export async function runUnitTests(): Promise<Tally> {
  const { withProperties = [], plain = [] } = testFiles();
  return add(await runFiles(plain, []), await runFiles(withProperties, ['--import', PROPERTY_SETUP]));
}

/** Those that compare with other mail servers or are done with the mail clients people use. */
export function runPeerTests(): Promise<Tally> {
  return runFiles(testFiles().withPeers ?? [], ['--import', PROPERTY_SETUP]);
}

/** Only the files with properties, on inputs never tried before, `factor` times as many. */
export function runFuzzTests(factor: number): Promise<Tally> {
  process.env.TEGAMI_FUZZ_FACTOR = String(factor);
  return runFiles(testFiles().withProperties ?? [], ['--import', PROPERTY_SETUP]);
}

/** The adapter's own suites, then those of the protocols over it, all on one server. */
export async function runPostgresTests(): Promise<Tally> {
  await using cluster = await startPostgresCluster();
  const env = { ...process.env, TEGAMI_TEST_POSTGRES: cluster.directory, TEGAMI_TEST_STORE: 'postgres' };
  const files = globSync([ON_POSTGRES, ...PROTOCOLS], { cwd: projectRoot });
  const own = files.filter((file) => kindOf(file) !== 'withPeers');
  // Awaited here: the cluster ends with this function.
  return await runFiles(own, ['--import', PROPERTY_SETUP], env);
}

function testFiles(): Partial<Record<Kind, string[]>> {
  return Object.groupBy(globSync(PATTERNS, { cwd: projectRoot, exclude: [ON_POSTGRES] }), kindOf);
}

function kindOf(file: string): Kind {
  const text = readFileSync(join(projectRoot, file), 'utf8');
  if (NEEDS_PEERS.test(text)) return 'withPeers';
  return HAS_PROPERTIES.test(text) ? 'withProperties' : 'plain';
}

async function runFiles(
  files: readonly string[],
  execArgv: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Tally> {
  let passed = 0;
  let failed = 0;
  const stream = run({
    cwd: projectRoot,
    files,
    concurrency: availableParallelism(),
    execArgv: [...execArgv],
    env,
  });
  stream.on('test:pass', ({ details, skip }) => {
    if (details.type === 'suite') return;
    // A skipped test must not look green.
    if (skip === undefined) passed += 1;
    else failed += 1;
  });
  stream.on('test:fail', () => {
    failed += 1;
  });
  const report = stream.compose(new spec());
  for await (const line of report) process.stdout.write(line as string);
  return { passed, failed };
}
