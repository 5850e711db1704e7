import { PASSWORD } from '../systems/system.ts';
import { LineClient } from './line-client.ts';

/** A signed-in IMAP connection that runs one command at a time. */
export class ImapLoad {
  readonly #client: LineClient;
  #tag = 0;

  private constructor(client: LineClient) {
    this.#client = client;
  }

  static async open(port: number, address: string): Promise<ImapLoad> {
    const client = await LineClient.open(port);
    await client.until('* OK');
    const session = new ImapLoad(client);
    await session.run(`LOGIN ${address} ${PASSWORD}`);
    return session;
  }

  /** Runs a command and returns its whole answer. */
  async run(command: string): Promise<string> {
    const tag = `a${(this.#tag += 1)}`;
    this.#client.send(`${tag} ${command}\r\n`);
    const answer = await this.#client.until(`${tag} `);
    if (!answer.includes(`${tag} OK`)) throw new Error(`${command}: ${answer.slice(-200)}`);
    return answer;
  }

  /** Runs a command whose answer is large; returns how many bytes came. */
  async count(command: string, okText: string): Promise<number> {
    const tag = `a${(this.#tag += 1)}`;
    this.#client.send(`${tag} ${command}\r\n${tag}x NOOP\r\n`);
    const body = await this.#client.until(`${tag} ${okText}`);
    await this.#client.until(`${tag}x OK`);
    return body.length;
  }

  async messages(mailbox = 'INBOX'): Promise<number> {
    return Number(/MESSAGES (\d+)/.exec(await this.run(`STATUS ${mailbox} (MESSAGES)`))?.[1] ?? 0);
  }

  /** Appends `count` copies, pipelined with non-synchronising literals. */
  async append(message: Buffer, count: number): Promise<void> {
    await this.appendAll(Iterator.from({ next: () => ({ done: false, value: message }) }).take(count));
  }

  /** Appends messages, pipelined with non-synchronising literals. */
  async appendAll(messages: Iterable<Buffer>): Promise<void> {
    let waiting = 0;
    for (const message of messages) {
      this.#client.send(`b APPEND INBOX {${message.length}+}\r\n`);
      this.#client.send(message);
      this.#client.send('\r\n');
      if ((waiting += 1) < 200) continue;
      while (waiting > 0) {
        await this.#client.until('b OK');
        waiting -= 1;
      }
    }
    for (; waiting > 0; waiting -= 1) await this.#client.until('b OK');
  }

  /** Appends one message and returns its UID. RFC 4315 §3. */
  async appendOne(message: Buffer): Promise<number> {
    const tag = `a${(this.#tag += 1)}`;
    this.#client.send(`${tag} APPEND INBOX {${message.length}+}\r\n`);
    this.#client.send(message);
    this.#client.send('\r\n');
    const answer = await this.#client.until(`${tag} `);
    const uid = /APPENDUID \d+ (\d+)/.exec(answer)?.[1];
    if (uid === undefined) throw new Error(`APPEND: ${answer.slice(-200)}`);
    return Number(uid);
  }

  /** Goes into IDLE and out of it again. */
  async idle(): Promise<void> {
    await this.startIdle();
    await this.endIdle();
  }

  async startIdle(): Promise<void> {
    this.#client.send(`a${(this.#tag += 1)} IDLE\r\n`);
    await this.#client.until('+ ');
  }

  async endIdle(): Promise<void> {
    this.#client.send('DONE\r\n');
    await this.#client.until(`a${this.#tag} OK`);
  }

  /** Waits for an untagged EXISTS. */
  async untilExists(): Promise<void> {
    while (!/\* \d+ EXISTS/.test(await this.#client.until('* '))) continue;
  }

  close(): void {
    this.#client.close();
  }
}

/** Looks into inboxes through sessions that were opened before the clock started: signing in is not what is measured. */
export class InboxWatch {
  readonly #sessions: readonly ImapLoad[];

  private constructor(sessions: readonly ImapLoad[]) {
    this.#sessions = sessions;
  }

  static async open(port: number, addresses: readonly string[]): Promise<InboxWatch> {
    return new InboxWatch(await Promise.all(addresses.map((address) => ImapLoad.open(port, address))));
  }

  /** Waits until the inboxes hold `total` messages together. */
  async untilTotal(total: number): Promise<void> {
    await this.#until((counts) => counts.reduce((sum, count) => sum + count, 0) >= total);
  }

  /** Waits until each of them holds `count` messages. */
  async untilEach(count: number): Promise<void> {
    await this.#until((counts) => counts.every((one) => one >= count));
  }

  close(): void {
    for (const session of this.#sessions) session.close();
  }

  async #until(isEnough: (counts: readonly number[]) => boolean): Promise<void> {
    while (!isEnough(await Promise.all(this.#sessions.map((session) => session.messages())))) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
