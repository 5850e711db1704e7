import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect, createServer } from 'node:tls';
import { once } from 'node:events';
import { DEFAULT_CONFIG } from '../mailcore/index.ts';
import { ensureCertificate } from './certificate.ts';

test('a self-signed certificate is made once and serves TLS for the host name and localhost', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tegami-cert-'));
  t.after(() => rmSync(dataDir, { recursive: true }));
  const config = { ...DEFAULT_CONFIG, hostname: 'mail.example.org', dataDir };

  const files = await ensureCertificate(config);
  const cert = readFileSync(files.certFile);
  assert.equal(statSync(files.keyFile).mode & 0o777, 0o600);
  assert.deepEqual(await ensureCertificate(config), files);
  assert.deepEqual(readFileSync(files.certFile), cert, 'the second start keeps it');

  const server = createServer({ cert, key: readFileSync(files.keyFile) }, (socket) => socket.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as { port: number };
  for (const servername of ['mail.example.org', 'localhost']) {
    const socket = connect({ port, host: '127.0.0.1', servername, ca: cert });
    await once(socket, 'secureConnect');
    assert.equal(socket.authorized, true, `trusted for ${servername}`);
    socket.destroy();
  }
});

test("the operator's own files are used as they are; what cannot be served with is told in one line", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tegami-cert-'));
  t.after(() => rmSync(dataDir, { recursive: true }));
  const { certFile, keyFile } = await ensureCertificate({ ...DEFAULT_CONFIG, dataDir });
  const asked = (tls: { certFile: string; keyFile: string }) =>
    ensureCertificate({ ...DEFAULT_CONFIG, tls: { ...tls, allowPlainOnLoopback: false } });
  assert.deepEqual(await asked({ certFile, keyFile }), { certFile, keyFile });
  await assert.rejects(asked({ certFile, keyFile: '' }), /belong together/);
  await assert.rejects(
    asked({ certFile: '/nonexistent.pem', keyFile }),
    /tls\.cert_file: .* cannot be read \(ENOENT\)/,
  );
  await assert.rejects(asked({ certFile: keyFile, keyFile }), /no usable pair/);
});
