import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { addDomain, DEFAULT_CONFIG, importMbox, makeVerifiers, openMailcore } from '../../mailcore/index.ts';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));
test('the index is rebuilt and looked at without a server', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  try {
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir, { mode: 0o700 });
    await fill(dataDir, join(folder, 'mail.mbox'));
    const config = join(folder, 'tegami.toml');
    writeFileSync(config, 'data_dir = "data"\n');
    const tegami = (...args: string[]): string =>
      execFileSync(process.execPath, [CLI, ...args, '--config', config], { encoding: 'utf8' });
    assert.equal(tegami('search', 'rebuild', 'tomo@sample.com'), '2 emails indexed\n');
    assert.match(tegami('search', 'status'), /^2 of 2 emails indexed, \d/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function fill(dataDir: string, mbox: string): Promise<void> {
  const mail = ['one', 'two'].map(
    (subject) => `From a@test.org Tue Nov 24 10:00:00 2026\nSubject: ${subject}\n\nwords\n\n`,
  );
  writeFileSync(mbox, mail.join(''));
  const mailcore = await openMailcore(
    { ...DEFAULT_CONFIG, dataDir },
    { role: 'visitor', logger: pino({ level: 'silent' }) },
  );
  const { store, blobs, config } = mailcore;
  await addDomain(store, 'sample.com');
  const verifiers = await makeVerifiers('a long password');
  const account = { address: 'tomo@sample.com', displayName: 'Tomo', locale: 'ja', isAdmin: false } as const;
  const { id } = await store.addAccount({ ...account, quotaBytes: 0, verifiers });
  const { maxMessageBytes } = config.limits;
  await importMbox({ store, blobs }, id, mbox, { maxMessageBytes });
  assert.equal((await mailcore.searchIndex.status()).pendingEmails, 2);
  await mailcore.close();
}
