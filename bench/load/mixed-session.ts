import type { ImapLoad } from './imap-load.ts';

/** How often each kind of work comes, of a hundred: what mail clients do on a working day, writing included. */
const WORK: readonly (readonly [weight: number, work: (session: MixedSession) => Promise<number>])[] = [
  [4, (session) => session.select()],
  [20, (session) => session.fetchFlags()],
  [22, (session) => session.fetchEnvelopes()],
  [14, (session) => session.fetchBody()],
  [14, (session) => session.storeFlag()],
  [8, (session) => session.searchFlags()],
  [2, (session) => session.searchSubject()],
  [6, (session) => session.append()],
  [4, (session) => session.expunge()],
  [6, (session) => session.idle()],
];

/** One client at work on a mailbox that others work on too. The same seed does the same work. */
export class MixedSession {
  readonly #imap: ImapLoad;
  readonly #random: () => number;
  readonly #message: Buffer;
  readonly #size: number;
  readonly #appended: number[] = [];

  /** The mailbox holds UIDs 1 to `size` at least. */
  constructor(imap: ImapLoad, options: { seed: number; size: number; message: Buffer }) {
    this.#imap = imap;
    this.#random = randomOf(options.seed);
    this.#size = options.size;
    this.#message = options.message;
  }

  /** Does the next piece of work; resolves to how many commands it took. */
  step(): Promise<number> {
    let left = this.#random() * WORK.reduce((sum, [weight]) => sum + weight, 0);
    const [, work] = WORK.find(([weight]) => (left -= weight) < 0)!;
    return work(this);
  }

  async select(): Promise<number> {
    return this.#one('SELECT INBOX');
  }

  async fetchFlags(): Promise<number> {
    const first = this.#uid(100);
    return this.#one(`UID FETCH ${first}:${first + 99} (FLAGS)`);
  }

  async fetchEnvelopes(): Promise<number> {
    const first = this.#uid(50);
    return this.#one(`UID FETCH ${first}:${first + 49} (FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)`);
  }

  async fetchBody(): Promise<number> {
    return this.#one(`UID FETCH ${this.#uid(1)} (BODY.PEEK[])`);
  }

  async storeFlag(): Promise<number> {
    const sign = this.#random() < 0.5 ? '+' : '-';
    return this.#one(`UID STORE ${this.#uid(1)} ${sign}FLAGS (\\Flagged)`);
  }

  async searchFlags(): Promise<number> {
    return this.#one('UID SEARCH FLAGGED SINCE 1-Jan-2020');
  }

  async searchSubject(): Promise<number> {
    return this.#one('UID SEARCH SUBJECT nowhere');
  }

  async append(): Promise<number> {
    this.#appended.push(await this.#imap.appendOne(this.#message));
    return 1;
  }

  /** Removes what it appended itself; with nothing of its own it asks for news. */
  async expunge(): Promise<number> {
    const uid = this.#appended.pop();
    if (uid === undefined) return this.#one('NOOP');
    await this.#imap.run(`UID STORE ${uid} +FLAGS.SILENT (\\Deleted)`);
    await this.#imap.run(`UID EXPUNGE ${uid}`);
    return 2;
  }

  async idle(): Promise<number> {
    await this.#imap.idle();
    return 1;
  }

  async #one(command: string): Promise<number> {
    await this.#imap.run(command);
    return 1;
  }

  #uid(room: number): number {
    return 1 + Math.floor(this.#random() * Math.max(1, this.#size - room));
  }
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
