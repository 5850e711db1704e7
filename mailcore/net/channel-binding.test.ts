import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { createTestCertificate } from '../testing/certificate.ts';
import { ConnectionLimits } from './connection-limits.ts';
import type { Connection } from './connection.ts';
import { startListener } from './listener.ts';
import { createTlsContext } from './tls-context.ts';

/** Both ends of one TLS connection; the server's is open until the test ends. */
async function bothEnds(context: TestContext, maxVersion: 'TLSv1.2' | 'TLSv1.3') {
  const pem = createTestCertificate();
  const accepted = Promise.withResolvers<Connection>();
  const over = Promise.withResolvers<undefined>();
  const listener = await startListener({
    address: '127.0.0.1:0',
    tls: 'implicit',
    tlsContext: createTlsContext(pem),
    handler: async (connection) => {
      accepted.resolve(connection);
      await over.promise;
    },
    limits: new ConnectionLimits({ maxConnections: 10, maxConnectionsPerAddress: 10 }),
    logger: { debug: () => undefined, error: () => undefined },
  });
  const client: TLSSocket = connect({ port: listener.port, rejectUnauthorized: false, maxVersion });
  await once(client, 'secureConnect');
  context.after(async () => {
    client.destroy();
    over.resolve(undefined);
    await listener.close({ drainMs: 1_000 });
  });
  return { client, server: await accepted.promise, certificate: new X509Certificate(pem.cert) };
}

test('both ends of a TLS 1.3 session export the same, and another session something else', async (context) => {
  const { client, server } = await bothEnds(context, 'TLSv1.3');
  const exported = client.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
  assert.deepEqual(server.channelBinding('tls-exporter'), exported);
  const other = await bothEnds(context, 'TLSv1.3');
  assert.notDeepEqual(other.server.channelBinding('tls-exporter'), exported);
});

test('TLS 1.2 has the end point only: the hash of the certificate the client sees', async (context) => {
  const { client, server, certificate } = await bothEnds(context, 'TLSv1.2');
  assert.equal(server.channelBinding('tls-exporter'), null);
  const seen = client.getPeerX509Certificate();
  assert.ok(seen);
  const hash = createHash('sha256').update(certificate.raw).digest();
  assert.deepEqual(createHash('sha256').update(seen.raw).digest(), hash);
  assert.deepEqual(server.channelBinding('tls-server-end-point'), hash);
});
