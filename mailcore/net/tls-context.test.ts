import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createTestCertificate } from '../testing/certificate.ts';
import { SILENT_LOGGER } from '../testing/silent-logger.ts';
import { FileTlsContext, type TlsFiles } from './tls-context.ts';

async function certificateFiles(t: TestContext): Promise<TlsFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'tegami-tls-'));
  t.after(() => rm(folder, { recursive: true }));
  const files = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
  await save(files);
  return files;
}

async function save({ certFile, keyFile }: TlsFiles): Promise<void> {
  const { cert, key } = createTestCertificate();
  await writeFile(certFile, cert);
  await writeFile(keyFile, key);
}

test('reads a changed pair again and keeps the old one while the new one is broken', async (t) => {
  const files = await certificateFiles(t);
  const context = await FileTlsContext.open(files, SILENT_LOGGER);
  t.after(() => context.close());
  const first = context.secureContext;

  await context.refresh();
  assert.equal(context.secureContext, first);

  await writeFile(files.certFile, 'half a certificate');
  await context.refresh();
  assert.equal(context.secureContext, first);

  await save(files);
  await context.refresh();
  assert.notEqual(context.secureContext, first);
});

test('a pair that cannot be used is told with its file names', async (t) => {
  const files = await certificateFiles(t);
  await writeFile(files.keyFile, 'no key');
  await assert.rejects(FileTlsContext.open(files, SILENT_LOGGER), /cert\.pem with key .*key\.pem/);
  const missing = { ...files, certFile: `${files.certFile}.gone` };
  await assert.rejects(FileTlsContext.open(missing, SILENT_LOGGER), /cert\.pem\.gone/);
});
