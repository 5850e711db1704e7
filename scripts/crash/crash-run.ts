import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { seededRandom } from '../../mailcore/testing/mutation.ts';
import { backUpUntilCut, checkBackup, sweepUntilCut } from './housekeeping.ts';
import { ImapMover } from './imap-mover.ts';
import { readEverything } from './inspection.ts';
import { ACCOUNTS, makeInstallation, type Installation } from './installation.ts';
import { Ledger } from './ledger.ts';
import { startAndKill, startServerProcess, verifyStore, type ServerProcess } from './server-process.ts';
import { sendUntilCut } from './smtp-sender.ts';
import { tearTails } from './tear-tails.ts';
import { newTally, type Tally } from './tally.ts';
import { UidHistory } from './uid-history.ts';

export interface CrashOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly report: (line: string) => void;
}

const SMTP_CONNECTIONS = 4;
const MOVING_ACCOUNTS = ACCOUNTS.slice(0, 2);
const MIN_LOAD_MS = 150;
const MAX_LOAD_MS = 1_800;
/** About as long as a start takes. */
const MAX_RESTART_MS = 1_000;
const MAX_FAULTS_SHOWN = 20;

/**
 * Kills the server at a random moment under load, round after round on the same data folder, and compares what is there after each
 * restart with what was promised. Ends with the first round that has faults; returns how many. A killed process loses nothing that it handed to the kernel,
 * so half of the time what was not synced is cut or garbled as well, as when power fails.
 */
export async function runCrashTest({ rounds, seed, report }: CrashOptions): Promise<number> {
  const installation = await makeInstallation();
  const run = new CrashRun(installation, seed);
  let faultCount = 0;
  try {
    await run.start();
    for (let round = 1; round <= rounds; round++) {
      const { line, faults } = await run.round();
      report(`round ${round}: ${line}: ${faults.length === 0 ? 'ok' : `${faults.length} FAULTS`}`);
      for (const fault of faults.slice(0, MAX_FAULTS_SHOWN)) report(`  ${fault}`);
      faultCount += faults.length;
      if (faults.length > 0) break;
    }
  } finally {
    await run.stop();
    if (faultCount === 0) installation.remove();
    else report(`the data folder is kept: ${installation.folder}`);
  }
  return faultCount;
}

class CrashRun {
  readonly #configFile: string;
  readonly #dataDir: string;
  readonly #backupDir: string;
  readonly #housekeeping = { backups: 0 };
  readonly #random: () => number;
  readonly #ledger = new Ledger();
  readonly #history = new UidHistory();
  #server: ServerProcess | null = null;
  #lastId = 0;

  constructor({ configFile, folder }: Installation, seed: number) {
    this.#configFile = configFile;
    this.#dataDir = join(folder, 'data');
    this.#backupDir = join(folder, 'backup');
    this.#random = seededRandom(seed);
  }

  async start(): Promise<ServerProcess> {
    this.#server = await startServerProcess(this.#configFile);
    return this.#server;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  async round(): Promise<{ line: string; faults: string[] }> {
    const tally = newTally();
    const loadMs = Math.round(MIN_LOAD_MS + this.#random() * (MAX_LOAD_MS - MIN_LOAD_MS));
    const early = await this.#loadAndKill(tally, loadMs);
    const open = [...this.#ledger.entries].filter(({ isStored }) => isStored === 'asked');
    early.push(...(await checkBackup(this.#backupDir)));
    const isTorn = this.#random() < 1 / 2;
    if (isTorn) tearTails(this.#dataDir, this.#random);
    const startMs = await this.#perhapsKillRestart();
    const { imapPort } = await this.start();
    const faults = [...early];
    const found = await readEverything(imapPort, this.#history).catch((error: unknown) => {
      faults.push(`reading everything back failed: ${String(error)}`);
      return null;
    });
    // Half a picture would make everything else look lost.
    if (found) faults.push(...this.#ledger.settle(found));
    faults.push(...this.#history.takeFaults());
    faults.push(...(await verifyStore(this.#configFile)).map((fault) => `verify: ${fault}`));
    const kept = open.filter(({ isStored }) => isStored === 'yes').length;
    const line =
      `killed after ${loadMs} ms${isTorn ? ', tails torn' : ''}${startMs === null ? '' : `, and ${startMs} ms into the restart`}; ${tally.received} of ${tally.sent} sent were acknowledged, ${tally.appended} appended, ` +
      `${tally.moved} moved, ${tally.expunged} expunged; ${open.length} unanswered, ${kept} of them there; ` +
      `${found?.length ?? 0} messages compared, ${this.#housekeeping.backups} backups so far`;
    return { line, faults };
  }

  /** Faults are clients that failed before the kill: the load itself must not be refused. */
  async #loadAndKill(tally: Tally, loadMs: number): Promise<string[]> {
    const server = this.#server ?? (await this.start());
    const faults: string[] = [];
    let isKilled = false;
    const clients = this.#startClients(server, tally).map((client) =>
      client.catch((error: unknown) => {
        if (!isKilled) faults.push(`a client failed before the kill: ${String(error)}`);
      }),
    );
    await setTimeout(loadMs);
    isKilled = true;
    await server.kill();
    this.#server = null;
    await Promise.all(clients);
    return faults;
  }

  /** Every third restart is killed too, somewhere on its way; returns when. */
  async #perhapsKillRestart(): Promise<number | null> {
    const [chance, share] = [this.#random(), this.#random()];
    if (chance >= 1 / 3) return null;
    const afterMs = Math.round(share * MAX_RESTART_MS);
    await startAndKill(this.#configFile, afterMs);
    return afterMs;
  }

  #startClients({ smtpPort, imapPort }: ServerProcess, tally: Tally): Promise<never>[] {
    const shared = { ledger: this.#ledger, history: this.#history, tally, nextId: () => ++this.#lastId };
    // Each client draws from numbers of its own: how they interleave must not change when the next kill comes.
    const drawing = () => ({ ...shared, random: seededRandom(this.#random() * 2 ** 32) });
    return [
      ...Array.from({ length: SMTP_CONNECTIONS }, () => sendUntilCut({ ...drawing(), port: smtpPort })),
      sweepUntilCut(this.#dataDir),
      backUpUntilCut(this.#dataDir, this.#backupDir, this.#housekeeping),
      ...MOVING_ACCOUNTS.map((account) => ImapMover.run({ ...drawing(), port: imapPort, account })),
    ];
  }
}
