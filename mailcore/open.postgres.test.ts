import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { DEFAULT_CONFIG } from './config.ts';
import { type Mailcore, openMailcore } from './open.ts';
import { makeVerifiers } from './sasl/credentials.ts';
import { createTestCertificate } from './testing/certificate.ts';
import { LineClient } from './testing/line-client.ts';
import { startPostgresCluster } from './testing/postgres-cluster.ts';
import { SILENT_LOGGER } from './testing/silent-logger.ts';

const cluster = await startPostgresCluster();
after(() => cluster[Symbol.asyncDispose]());

const OFF: readonly string[] = [];
const ANY_PORT = ['127.0.0.1:0'];
const CHEAP = { memoryKib: 8, passes: 1, lanes: 1 };

interface Node {
  readonly mailcore: Mailcore;
  dial(protocol: 'smtp' | 'imap'): Promise<LineClient>;
}

/** The whole mail system of one machine, on a database that others share. */
async function startNode(context: TestContext, url: string): Promise<Node> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  const { cert, key } = createTestCertificate();
  const tlsFiles = { certFile: join(dataDir, 'cert.pem'), keyFile: join(dataDir, 'key.pem') };
  writeFileSync(tlsFiles.certFile, cert);
  writeFileSync(tlsFiles.keyFile, key);
  const config = {
    ...DEFAULT_CONFIG,
    dataDir,
    storage: { url },
    tls: { ...DEFAULT_CONFIG.tls, allowPlainOnLoopback: true },
  };
  const mailcore = await openMailcore(config, { role: 'owner', logger: SILENT_LOGGER });
  assert.equal(mailcore.share(), null);
  const listen = { smtp: ANY_PORT, imap: ANY_PORT, submission: OFF, submissions: OFF };
  const listeners = await mailcore.startMailListeners({
    listen: { ...listen, imaps: OFF, pop3: OFF, pop3s: OFF },
    tlsFiles,
  });
  const clients: LineClient[] = [];
  context.after(async () => {
    for (const client of clients) client.close();
    await listeners.close({ drainMs: 0 });
    await mailcore.close();
    rmSync(dataDir, { recursive: true });
  });
  return {
    mailcore,
    async dial(protocol) {
      const [host = '', port] = (listeners.addresses[protocol][0] ?? '').split(':');
      const client = await LineClient.open({ host, port: Number(port) });
      clients.push(client);
      await client.line();
      return client;
    },
  };
}

async function converse(client: LineClient, ...steps: readonly (readonly [string, RegExp])[]): Promise<void> {
  for (const [command, wanted] of steps) {
    client.send(`${command}\r\n`);
    for (let line = await client.line(); !wanted.test(line); line = await client.line());
  }
}

test('a message that one node accepted is announced to IDLE on another', async (context) => {
  const url = await cluster.createDatabase();
  const [one, other] = await Promise.all([startNode(context, url), startNode(context, url)]);
  const { store } = one.mailcore;
  await store.addDomain('sample.com');
  await store.addAccount({
    address: 'tomo@sample.com',
    displayName: 'Tomo',
    locale: 'ja',
    isAdmin: false,
    quotaBytes: 0,
    verifiers: await makeVerifiers('secret', { argon2Cost: CHEAP }),
  });

  const reader = await other.dial('imap');
  await converse(
    reader,
    ['a login tomo@sample.com secret', /^a OK/],
    ['b select INBOX', /^b OK/],
    ['c idle', /^\+/],
  );

  const sender = await one.dial('smtp');
  await converse(
    sender,
    ['EHLO client.example', /^250 /],
    ['MAIL FROM:<hana@test.org>', /^250/],
    ['RCPT TO:<tomo@sample.com>', /^250/],
    ['DATA', /^354/],
    ['From: hana@test.org\r\nSubject: hello\r\n\r\nAt noon?\r\n.', /^250/],
  );

  assert.equal(await reader.line(), '* 1 EXISTS');
  await converse(reader, ['DONE', /^c OK/], ['d fetch 1 BODY[TEXT]', /^At noon\?$/]);
});
