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
    for (let done = 0; done < count; done += 200) {
      const batch = Math.min(200, count - done);
      for (let index = 0; index < batch; index += 1) {
        this.#client.send(`b APPEND INBOX {${message.length}+}\r\n`);
        this.#client.send(message);
        this.#client.send('\r\n');
      }
      for (let index = 0; index < batch; index += 1) await this.#client.until('b OK');
    }
  }

  close(): void {
    this.#client.close();
  }
}

/** Waits until the inboxes of `addresses` hold `total` messages together. */
export async function untilVisible(port: number, addresses: readonly string[], total: number): Promise<void> {
  const sessions = await Promise.all(addresses.map((address) => ImapLoad.open(port, address)));
  for (;;) {
    const counts = await Promise.all(sessions.map((session) => session.messages()));
    if (counts.reduce((sum, count) => sum + count, 0) >= total) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  for (const session of sessions) session.close();
}
