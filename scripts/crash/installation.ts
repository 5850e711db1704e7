import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { addDomain, DEFAULT_CONFIG, makeVerifiers, openMailcore } from '../../mailcore/index.ts';

const DOMAIN = 'crash.test';
const LISTENERS = ['http', 'admin', 'smtp', 'imap'];
const OFF = ['submission', 'submissions', 'imaps', 'pop3', 'pop3s', 'managesieve'];

export const PASSWORD = 'crash-password';
export const ACCOUNTS: readonly string[] = [0, 1, 2].map((index) => `u${index}@${DOMAIN}`);

/** A configuration and a data folder with the accounts in it, under the system's folder for such things. */
export interface Installation {
  readonly configFile: string;
  readonly folder: string;
  remove(): void;
}

/** `prepare` gets the data folder while it is empty. */
export async function makeInstallation(
  prepare: (dataDir: string) => void = () => undefined,
): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), 'tegami-crash-'));
  const configFile = join(folder, 'tegami.toml');
  const listen = [
    ...LISTENERS.map((name) => `${name} = "127.0.0.1:0"`),
    ...OFF.map((name) => `${name} = ""`),
  ];
  writeFileSync(
    configFile,
    `hostname = "localhost"\ndata_dir = "data"\n[listen]\n${listen.join('\n')}\n` +
      '[blobs]\nsegment_bytes = 200000\n[retention]\nundelete_days = 0\n' +
      '[tls]\nallow_plain_on_loopback = true\n[log]\nlevel = "error"\n',
  );
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir, { mode: 0o700 });
  prepare(dataDir);
  await addAccounts(dataDir);
  return { configFile, folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function addAccounts(dataDir: string): Promise<void> {
  const options = { role: 'visitor', logger: pino({ level: 'silent' }) } as const;
  const { store, close } = await openMailcore({ ...DEFAULT_CONFIG, dataDir }, options);
  await addDomain(store, DOMAIN);
  const verifiers = await makeVerifiers(PASSWORD);
  const shared = { displayName: 'User', locale: 'en', isAdmin: false, quotaBytes: 0, verifiers } as const;
  for (const address of ACCOUNTS) await store.addAccount({ ...shared, address });
  await close();
}
