import assert from 'node:assert/strict';
import type { ModSeq } from '../../../model/ids.ts';
import { pick, seededRandom } from '../../../testing/mutation.ts';
import { formatFlags } from '../../wire/flags.ts';
import type { ImapTestServer } from '../imap-test-server.ts';
import { runOperation } from './operations.ts';
import type { Known } from './picture.ts';
import { normaliseFlags } from './response.ts';
import { StressClient } from './stress-client.ts';
import type { ClientProfile } from './stress-client.ts';

const MAILBOXES = ['INBOX', 'Archive'];
const MAX_OPERATIONS_A_ROUND = 12;

const PROFILES: readonly ClientProfile[] = [
  { name: 'plain', enables: [] },
  { name: 'rev2x', enables: ['IMAP4rev2'] },
  { name: 'condstore', enables: ['CONDSTORE'] },
  { name: 'qresync', enables: ['QRESYNC'] },
  { name: 'modern', enables: ['IMAP4rev2', 'QRESYNC'] },
  { name: 'uidonly', enables: ['UIDONLY', 'QRESYNC'] },
];

export interface StressOptions {
  readonly seed: number;
  /** Asked after each round. */
  readonly mayStop: (rounds: number) => boolean;
}

/**
 * Several clients of every kind work at random on two mailboxes at once. After each operation what a client was told is judged by the
 * rules; after each round, when all are quiet, what each believes is compared with the store. Returns the number of operations.
 * Rejects with the last lines of the client that was led astray.
 */
export async function runStress(
  server: ImapTestServer,
  { seed, mayStop }: StressOptions,
): Promise<{ rounds: number; operations: number }> {
  const random = seededRandom(seed);
  const clients = PROFILES.map((profile) => new StressClient(server, profile));
  const workers = clients.map((client) => new Worker(client, seededRandom(random() * 2 ** 32)));
  try {
    await Promise.all(workers.map((worker) => worker.start()));
    let rounds = 0;
    do {
      await Promise.all([disturb(server, random), ...workers.map((worker) => worker.work())]);
      for (const worker of workers) await worker.comeToRest();
      for (const worker of workers) await worker.compare(server);
      rounds++;
    } while (!mayStop(rounds));
    return { rounds, operations: workers.reduce((sum, { operations }) => sum + operations, 0) };
  } finally {
    for (const client of clients) client.drop();
  }
}

/** What happens to mail without a client of IMAP: it comes in, and the store forgets what was expunged long ago. */
async function disturb({ deliver, storage }: ImapTestServer, random: () => number): Promise<void> {
  if (random() < 0.5) await deliver('Subject: delivered\r\n\r\nhi');
  if (random() < 0.2) await storage.store.sweep(new Date());
}

class Worker {
  readonly #client: StressClient;
  readonly #random: () => number;
  operations = 0;

  constructor(client: StressClient, random: () => number) {
    this.#client = client;
    this.#random = random;
  }

  start(): Promise<void> {
    return this.#explain(async () => {
      await this.#client.connect();
      await this.#client.select(MAILBOXES[pick(this.#random, MAILBOXES.length)] as string);
    });
  }

  work(): Promise<void> {
    return this.#explain(async () => {
      for (let left = 1 + pick(this.#random, MAX_OPERATIONS_A_ROUND); left > 0; left--) {
        await runOperation(this.#client, { random: this.#random, mailboxes: MAILBOXES });
        this.operations++;
      }
      if (this.#random() < 0.3) await this.#client.startIdling();
    });
  }

  comeToRest(): Promise<void> {
    return this.#explain(() => this.#client.stopIdling());
  }

  /** Nobody changes anything now. */
  compare(server: ImapTestServer): Promise<void> {
    return this.#explain(async () => {
      await this.#client.run('NOOP');
      await this.#client.learn();
      const truth = await readTruth(server, this.#client.mailbox);
      const { messages } = this.#client.picture;
      const believed = this.#client.hasModseq
        ? messages
        : messages.map((known) => ({ ...known, modseq: null }));
      const actual = this.#client.hasModseq ? truth : truth.map((known) => ({ ...known, modseq: null }));
      assert.deepEqual(believed, actual);
    });
  }

  async #explain(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { profile, mailbox, log } = this.#client;
      throw new Error(`${profile.name} on ${mailbox}: ${(error as Error).message}\n${log.join('\n')}`, {
        cause: error,
      });
    }
  }
}

async function readTruth({ storage, account }: ImapTestServer, name: string): Promise<Known[]> {
  const mailboxes = await storage.store.listMailboxes(account.id);
  const found = mailboxes.find((mailbox) => mailbox.name.toLowerCase() === name.toLowerCase());
  assert.ok(found, name);
  const { rows } = await storage.store.readMailbox(account.id, found.id, 0 as ModSeq);
  return [...rows.uids].map((uid, row) => ({
    uid,
    flags: normaliseFlags(
      formatFlags(rows.flags[row] as number, rows.deleted[row] as number, rows.custom.get(row)).slice(1, -1),
    ),
    modseq: rows.modseqs[row] as number,
  }));
}
