import { join } from 'node:path';
import { LineClient } from '../../mailcore/testing/line-client.ts';
import { readEverything } from './inspection.ts';
import { ACCOUNTS, makeInstallation, PASSWORD } from './installation.ts';
import { Ledger } from './ledger.ts';
import { fullDisk, type Medium, mountSmall, type SmallFileSystem, writeLimit } from './medium.ts';
import { composeMessage, digest } from './message.ts';
import { startServerProcess, verifyStore, type ServerProcess } from './server-process.ts';
import { UidHistory } from './uid-history.ts';

const DISK_BYTES = 160 * 1024 * 1024;
const MESSAGES = 15;
const MAX_TRIES_AFTER = 5;

/**
 * Lets the medium fail under a running server and heal again: meanwhile every new mail gets a temporary error and what is there can be
 * read; afterwards mail is accepted without a hand being moved, and nothing is lost or doubled. Returns the faults.
 */
export async function runMediumFailure(
  kind: 'limit' | 'disk',
  report: (line: string) => void,
): Promise<string[]> {
  let small: SmallFileSystem | null = null;
  const installation = await makeInstallation((folder) => {
    if (kind === 'disk') small = mountSmall(folder, DISK_BYTES);
  });
  const release = (): void => {
    small?.release();
    installation.remove();
  };
  if (kind === 'disk' && !small) {
    report('nobody may mount a small file system here: only the limit on writes was tried');
    release();
    return [];
  }
  const dataDir = join(installation.folder, 'data');
  const server = await startServerProcess(installation.configFile);
  const medium = kind === 'disk' ? fullDisk(dataDir) : writeLimit(server.pid);
  try {
    const faults = await new MediumRun(server, medium).run();
    await server.stop();
    faults.push(...(await verifyStore(installation.configFile)).map((fault) => `verify: ${fault}`));
    report(`${medium.name}: ${faults.length === 0 ? 'ok' : `${faults.length} FAULTS`}`);
    return faults;
  } finally {
    await server.kill();
    release();
  }
}

class MediumRun {
  readonly #server: ServerProcess;
  readonly #medium: Medium;
  readonly #ledger = new Ledger();
  readonly #faults: string[] = [];
  #lastId = 0;

  constructor(server: ServerProcess, medium: Medium) {
    this.#server = server;
    this.#medium = medium;
  }

  async run(): Promise<string[]> {
    for (let n = 0; n < MESSAGES; n++) await this.#expect(await this.#send(), '250', 'before');
    this.#medium.fail();
    for (let n = 0; n < MESSAGES; n++) await this.#expect(await this.#send(), '4', 'during');
    await this.#expectAppendRefused();
    await this.#compare('during');
    this.#medium.heal();
    for (let tries = 1; !(await this.#send()).startsWith('250'); tries++) {
      if (tries === MAX_TRIES_AFTER) {
        this.#faults.push('after: mail is still refused');
        break;
      }
    }
    for (let n = 0; n < MESSAGES; n++) await this.#expect(await this.#send(), '250', 'after');
    await this.#compare('after');
    return this.#faults;
  }

  async #expect(reply: string, prefix: string, when: string): Promise<void> {
    if (!reply.startsWith(prefix)) this.#faults.push(`${when}: ${prefix} expected, not ${reply}`);
  }

  /** The reply that decides about one message. */
  async #send(): Promise<string> {
    const id = ++this.#lastId;
    const message = composeMessage(id);
    const account = ACCOUNTS[0]!;
    const entry = this.#ledger.add(account, id, digest(message), 'INBOX');
    const client = await LineClient.open({ host: '127.0.0.1', port: this.#server.smtpPort });
    try {
      await client.reply();
      await client.ask('EHLO client.example.org');
      for (const line of ['MAIL FROM:<sender@example.org>', `RCPT TO:<${account}>`, 'DATA']) {
        const reply = await client.ask(line);
        if (!/^[23]/.test(reply)) return this.#refused(entry, reply);
      }
      const stuffed = message.toString('latin1').replace(/(^|\r\n)\./g, '$1..');
      client.send(Buffer.from(`${stuffed}.\r\n`, 'latin1'));
      const reply = await client.reply();
      if (!reply.startsWith('250')) return this.#refused(entry, reply);
      entry.isStored = 'yes';
      return reply;
    } finally {
      client.close();
    }
  }

  /** A client that is refused sends again: what it sent may not be there. */
  #refused(entry: ReturnType<Ledger['add']>, reply: string): string {
    entry.isStored = 'never';
    return reply;
  }

  async #expectAppendRefused(): Promise<void> {
    const client = await LineClient.open({ host: '127.0.0.1', port: this.#server.imapPort });
    try {
      await client.line();
      client.send(
        `a LOGIN ${ACCOUNTS[1]} ${PASSWORD}\r\nb APPEND INBOX {20+}\r\nSubject: refused\r\n\r\n\r\n`,
      );
      for (let line = await client.line(); ; line = await client.line()) {
        if (line.startsWith('a ') && !line.startsWith('a OK'))
          this.#faults.push(`during: sign-in refused: ${line}`);
        if (!line.startsWith('b ')) continue;
        if (!line.startsWith('b NO')) this.#faults.push(`during: APPEND is answered ${line}`);
        return;
      }
    } finally {
      client.close();
    }
  }

  async #compare(when: string): Promise<void> {
    const found = await readEverything(this.#server.imapPort, new UidHistory()).catch((error: unknown) => {
      this.#faults.push(`${when}: reading everything back failed: ${String(error)}`);
      return null;
    });
    if (found) this.#faults.push(...this.#ledger.settle(found).map((fault) => `${when}: ${fault}`));
  }
}
