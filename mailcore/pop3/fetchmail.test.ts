/** An independent client: fetchmail fetches a whole mailbox, unchanged, and with each way to sign in that it knows. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { addAppPassword } from '../admin/app-passwords.ts';
import { createPasswordSealer } from '../sasl/sealed-password.ts';
import { requireProgram } from '../testing/required-program.ts';
import { PASSWORD, startPop3TestServer, USER, type Pop3TestServer } from './testing/pop3-test-server.ts';

requireProgram('fetchmail');

const MESSAGES = 200;
/** No message to fetch. */
const NO_MAIL = 1;

function messageText(index: number): string {
  const lines = Array.from({ length: (index * 7) % 40 }, (_, line) => `${'.'.repeat(line % 3)}行 ${line}`);
  return `From: a@example.com\r\nSubject: number ${index}\r\n\r\n${lines.join('\r\n')}\r\n`;
}

/** fetchmail with a folder of its own that the fetched messages go to, a file each. */
class Fetchmail {
  readonly folder = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  readonly #server: Pop3TestServer;
  readonly #settings: string;

  /** `protocol` with what belongs to the server, `options` with what belongs to the user. */
  constructor(
    context: TestContext,
    server: Pop3TestServer,
    { protocol, options, password = PASSWORD }: { protocol: string; options: string; password?: string },
  ) {
    context.after(() => rmSync(this.folder, { recursive: true }));
    this.#server = server;
    this.#settings = `protocol ${protocol} username "${USER}" password "${password}" ${options}`;
  }

  /** The exit code. */
  async run(): Promise<number> {
    const deliver = `/bin/sh -c 'cat > $(mktemp ${this.folder}/mail.XXXXXX)'`;
    const poll = `poll 127.0.0.1 service ${this.#server.port}`;
    const config = join(this.folder, 'fetchmailrc');
    writeFileSync(config, `${poll} ${this.#settings} no rewrite mda "${deliver}"\n`, { mode: 0o600 });
    const args = ['--fetchmailrc', config, '--idfile', join(this.folder, 'ids'), '--invisible', '--nobounce'];
    const env = { ...process.env, HOME: this.folder, FETCHMAILHOME: this.folder };
    try {
      await promisify(execFile)('fetchmail', args, { env, timeout: 60_000 });
      return 0;
    } catch (error) {
      return Number((error as { code?: number }).code ?? -1);
    }
  }

  /** fetchmail hands over text with line ends of the system. */
  async hashes(): Promise<string[]> {
    const names = (await readdir(this.folder)).filter((name) => name.startsWith('mail.'));
    const texts = await Promise.all(names.map((name) => readFile(join(this.folder, name), 'utf8')));
    return texts.map((text) => hashOf(text.replaceAll('\n', '\r\n'))).toSorted();
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

test('200 messages, the same by hash, over TLS; kept ones are not fetched again, others are removed', async (context) => {
  const server = await startPop3TestServer(context, { tls: 'implicit', allowPlainOnLoopback: false });
  const texts = Array.from({ length: MESSAGES }, (_, index) => messageText(index));
  for (const text of texts) await server.deliver(text);
  const keeping = new Fetchmail(context, server, { protocol: 'pop3 uidl', options: 'ssl no sslcertck keep' });
  assert.equal(await keeping.run(), 0);
  assert.deepEqual(await keeping.hashes(), texts.map(hashOf).toSorted());
  assert.equal(await keeping.run(), NO_MAIL);
  await server.deliver(messageText(MESSAGES));
  assert.equal(await keeping.run(), 0);
  assert.equal((await keeping.hashes()).length, MESSAGES + 1);
  assert.equal((await server.uids()).length, MESSAGES + 1);

  const taking = new Fetchmail(context, server, {
    protocol: 'pop3',
    options: 'ssl no sslcertck fetchall no keep',
  });
  assert.equal(await taking.run(), 0);
  assert.equal((await taking.hashes()).length, MESSAGES + 1);
  assert.deepEqual(await server.uids(), []);
});

for (const [name, protocol] of [
  ['APOP', 'apop'],
  ['CRAM-MD5', 'pop3 auth cram-md5'],
] as const) {
  test(`${name} with a legacy app password, without TLS`, async (context) => {
    const sealer = createPasswordSealer(Buffer.from('secret'));
    const server = await startPop3TestServer(context, { sealer, allowPlainOnLoopback: false });
    const { storage, account } = server;
    const { password } = await addAppPassword(storage.store, account.id, { label: 'old' }, sealer);
    await server.deliver(messageText(5));
    const client = new Fetchmail(context, server, { protocol, options: 'sslproto "" fetchall', password });
    assert.equal(await client.run(), 0);
    assert.deepEqual(await client.hashes(), [hashOf(messageText(5))]);
  });
}
