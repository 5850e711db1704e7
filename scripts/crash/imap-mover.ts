import type { ImapFlow } from 'imapflow';
import { pick } from '../../mailcore/testing/mutation.ts';
import { withImap } from './imap-connection.ts';
import type { Ledger } from './ledger.ts';
import { composeMessage, digest } from './message.ts';
import type { Tally } from './tally.ts';
import type { UidHistory } from './uid-history.ts';

export interface MoverContext {
  readonly port: number;
  readonly account: string;
  readonly ledger: Ledger;
  readonly history: UidHistory;
  readonly tally: Tally;
  readonly random: () => number;
  readonly nextId: () => number;
}

const KEPT = 'Kept';
const MAX_MOVED_AT_ONCE = 5;

/** Appends, moves and expunges messages of one account until the connection breaks: then it rejects. */
export class ImapMover {
  readonly #context: MoverContext;
  readonly #client: ImapFlow;
  /** What stands in the inbox by what we were told; only this client takes anything away. */
  #inbox: { uid: number; id: number }[] = [];
  #uidNext = 1;

  private constructor(context: MoverContext, client: ImapFlow) {
    this.#context = context;
    this.#client = client;
  }

  static run(context: MoverContext): Promise<never> {
    return withImap(context.port, context.account, async (client) => {
      await client.mailboxCreate(KEPT);
      await client.mailboxOpen('INBOX');
      const mover = new ImapMover(context, client);
      for (;;) await mover.#step();
    });
  }

  async #step(): Promise<void> {
    const choice = this.#context.random();
    if (choice < 0.4) return this.#append();
    if (this.#inbox.length < MAX_MOVED_AT_ONCE) await this.#look();
    if (this.#inbox.length === 0) return this.#append();
    return choice < 0.75 ? this.#move() : this.#expunge();
  }

  /** Learns of what SMTP delivered. */
  async #look(): Promise<void> {
    await this.#client.noop();
    const rows = await this.#client.fetchAll(
      `${this.#uidNext}:*`,
      { uid: true, headers: ['x-crash-id'] },
      { uid: true },
    );
    for (const { uid, headers } of rows) {
      // RFC 9051 §9: `n:*` includes the last message even when its UID is below n.
      if (uid < this.#uidNext) continue;
      this.#uidNext = uid + 1;
      const id = Number(/X-Crash-Id: (\d+)/i.exec(String(headers))?.[1]);
      this.#noteUid('INBOX', uid, id);
      this.#inbox.push({ uid, id });
    }
  }

  async #append(): Promise<void> {
    const { account, ledger, tally, random, nextId } = this.#context;
    const mailbox = pick(random, 2) === 0 ? 'INBOX' : KEPT;
    const id = nextId();
    const message = composeMessage(id);
    const entry = ledger.add(account, id, digest(message), mailbox);
    const answer = required(await this.#client.append(mailbox, message), 'APPEND');
    entry.isStored = 'yes';
    tally.appended += 1;
    if (answer.uid !== undefined) this.#noteUid(mailbox, answer.uid, id, answer.uidValidity);
  }

  async #move(): Promise<void> {
    const { account, ledger, tally, random } = this.#context;
    const chosen = this.#take(1 + pick(random, MAX_MOVED_AT_ONCE));
    const entries = chosen.map(({ id }) => ledger.get(account, id)!);
    for (const entry of entries) entry.mailboxes = ['INBOX', KEPT];
    const answer = required(await this.#client.messageMove(setOf(chosen), KEPT, { uid: true }), 'MOVE');
    for (const entry of entries) {
      // Seen by FETCH, so it was stored, whether or not SMTP has its 250 yet.
      entry.isStored = 'yes';
      entry.mailboxes = [KEPT];
    }
    tally.moved += chosen.length;
    for (const { uid, id } of chosen) {
      const movedTo = answer.uidMap?.get(uid);
      if (movedTo !== undefined) this.#noteUid(KEPT, movedTo, id, answer.uidValidity);
    }
  }

  async #expunge(): Promise<void> {
    const { account, ledger, tally, random } = this.#context;
    const chosen = this.#take(1 + pick(random, 2));
    const entries = chosen.map(({ id }) => ledger.get(account, id)!);
    for (const entry of entries) entry.isRemoved = 'asked';
    required(await this.#client.messageDelete(setOf(chosen), { uid: true }), 'EXPUNGE');
    for (const entry of entries) entry.isRemoved = 'yes';
    tally.expunged += chosen.length;
  }

  /** Takes up to `count` messages out of what stands in the inbox, anywhere. */
  #take(count: number): { uid: number; id: number }[] {
    const chosen: { uid: number; id: number }[] = [];
    while (chosen.length < count && this.#inbox.length > 0) {
      chosen.push(...this.#inbox.splice(pick(this.#context.random, this.#inbox.length), 1));
    }
    return chosen;
  }

  #noteUid(mailbox: string, uid: number, id: number, uidValidity?: bigint): void {
    const { account, history } = this.#context;
    if (uidValidity === undefined && mailbox !== 'INBOX') return;
    const open = this.#client.mailbox;
    const validity = uidValidity ?? (open === false ? undefined : open.uidValidity);
    if (validity !== undefined) history.note({ account, mailbox, uidValidity: Number(validity), uid, id });
  }
}

function setOf(messages: readonly { uid: number }[]): string {
  return messages.map(({ uid }) => uid).join(',');
}

/** imapflow answers false where a command did not succeed. */
function required<T>(answer: T | false | undefined, command: string): T {
  if (answer === false || answer === undefined) throw new Error(`IMAP ${command} was not confirmed`);
  return answer;
}
