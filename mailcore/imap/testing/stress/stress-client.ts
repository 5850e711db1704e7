import assert from 'node:assert/strict';
import { LineClient } from '../../../testing/line-client.ts';
import { PASSWORD, USER } from '../imap-test-server.ts';
import { MailboxPicture } from './picture.ts';
import type { Remembered } from './picture.ts';
import { parseResponse, responseCode } from './response.ts';
import type { MailboxResponse } from './response.ts';
import { Resynchronisation } from './resync.ts';

/** What a client switches on. */
export interface ClientProfile {
  readonly name: string;
  readonly enables: readonly ('CONDSTORE' | 'QRESYNC' | 'IMAP4rev2' | 'UIDONLY')[];
}

export interface TaggedReply {
  readonly line: string;
  readonly code: (MailboxResponse & { kind: 'code' }) | null;
  /** UIDs whose flags were told meanwhile. */
  readonly told: ReadonlySet<number>;
}

/** RFC 9051 §7.5.1: no expunge while these are answered. */
const KEEPS_NUMBERS = /^(?:FETCH|STORE|SEARCH) /;

/** One client on a real connection, which believes what it is told and remembers it while it is away. */
export class StressClient {
  readonly profile: ClientProfile;
  readonly #server: { readonly host: string; readonly port: number };
  readonly #remembered = new Map<string, Remembered>();
  #connection: LineClient | null = null;
  #tag = 0;
  #idleTag: string | null = null;
  #isSelected = false;
  /** What was sent and received last, for the report of a fault. */
  readonly log: string[] = [];
  picture: MailboxPicture;
  mailbox = '';

  constructor(server: { readonly host: string; readonly port: number }, profile: ClientProfile) {
    this.#server = server;
    this.profile = profile;
    this.picture = this.#emptyPicture();
  }

  has(extension: ClientProfile['enables'][number]): boolean {
    return this.profile.enables.includes(extension);
  }

  get hasModseq(): boolean {
    return this.has('CONDSTORE') || this.has('QRESYNC');
  }

  async connect(): Promise<void> {
    this.#connection = await LineClient.open({ ...this.#server, timeoutMs: 30_000 });
    assert.match(await this.#line(), /^\* OK /);
    await this.run(`LOGIN "${USER}" "${PASSWORD}"`);
    if (this.profile.enables.length > 0) await this.run(`ENABLE ${this.profile.enables.join(' ')}`);
  }

  /** The connection breaks; what the last finished command left is remembered. */
  drop(): void {
    this.leave();
    this.#connection?.close();
    this.#connection = null;
    this.#idleTag = null;
    this.#isSelected = false;
  }

  /** Keeps what is known of the selected mailbox, which is about to be left. */
  leave(): void {
    const { uidValidity, modseq, messages } = this.picture;
    const isWhole = !this.picture.hasUnknown;
    if (isWhole && uidValidity !== '') this.#remembered.set(this.mailbox, { uidValidity, modseq, messages });
    this.picture = this.#emptyPicture();
  }

  /** Without a mailbox, by CLOSE or UNSELECT. */
  async close(command: 'CLOSE' | 'UNSELECT'): Promise<void> {
    await this.run(command);
    this.#isSelected = false;
    this.leave();
  }

  /** Opens a mailbox, from what is remembered of it where that will do. */
  async select(mailbox: string): Promise<void> {
    this.mailbox = mailbox;
    this.picture = this.#emptyPicture();
    const remembered = this.has('QRESYNC') ? this.#remembered.get(mailbox) : undefined;
    if (remembered === undefined) {
      await this.#open(`SELECT ${mailbox}`, (response) => this.picture.read(response, false));
      return this.learn();
    }
    const { uidValidity, modseq } = remembered;
    const resynchronisation = new Resynchronisation(this.picture, remembered);
    await this.#open(`SELECT ${mailbox} (QRESYNC (${uidValidity} ${modseq}))`, (response) =>
      resynchronisation.read(response),
    );
    resynchronisation.finish();
  }

  /** RFC 9051 §7.1 (CLOSED): what comes before it is about the mailbox that is left. */
  async #open(command: string, read: (response: MailboxResponse) => void): Promise<void> {
    let isOpen = !this.#isSelected;
    this.#isSelected = true;
    await this.run(command, (response) => {
      if (isOpen) read(response);
      else if (response.kind === 'code' && response.name === 'CLOSED') isOpen = true;
    });
    assert.ok(isOpen, 'CLOSED between two mailboxes');
  }

  /** Asks for what is not known yet. */
  async learn(): Promise<void> {
    if (!this.picture.hasUnknown) return;
    const { messages } = this.picture;
    const first = messages.findIndex(({ uid, flags }) => uid === null || flags === null);
    // Without numbers nobody can say between which UIDs something is missing.
    const from = first === 0 || this.has('UIDONLY') ? 1 : (messages[first - 1]?.uid as number) + 1;
    const items = this.hasModseq ? '(UID FLAGS MODSEQ)' : '(UID FLAGS)';
    await this.run(`UID FETCH ${from}:* ${items}`);
  }

  /** Sends a command and takes over all that is said until it is answered. Fails on BAD. */
  async run(
    command: string,
    read = (response: MailboxResponse) => this.#read(response, command),
  ): Promise<TaggedReply> {
    const tag = `${this.profile.name}${this.#tag++}`;
    this.send(`${tag} ${command}`);
    return this.#answer(tag, command, read);
  }

  /** RFC 2177 §3: everything may be told until {@link stopIdling}. */
  async startIdling(): Promise<void> {
    this.#idleTag = `${this.profile.name}${this.#tag++}`;
    this.send(`${this.#idleTag} IDLE`);
    for (let line = await this.#line(); !line.startsWith('+ '); line = await this.#line())
      this.#take(line, (response) => this.#read(response, 'IDLE'));
  }

  async stopIdling(): Promise<void> {
    if (this.#idleTag === null) return;
    const tag = this.#idleTag;
    this.#idleTag = null;
    this.send('DONE');
    await this.#answer(tag, 'IDLE', (response) => this.#read(response, 'IDLE'));
  }

  /** Without waiting for an answer. */
  send(line: string): void {
    this.#note(`C: ${line}`);
    this.#connection?.send(`${line}\r\n`);
  }

  #emptyPicture(): MailboxPicture {
    return new MailboxPicture({ hasNumbers: !this.has('UIDONLY') });
  }

  async #answer(
    tag: string,
    command: string,
    read: (response: MailboxResponse) => void,
  ): Promise<TaggedReply> {
    for (;;) {
      const line = await this.#line();
      if (!line.startsWith(`${tag} `)) {
        this.#take(line, read);
        continue;
      }
      assert.doesNotMatch(line, /^\S+ BAD|SERVERBUG/, command);
      const code = responseCode(line);
      if (code !== null) read(code);
      return { line, code, told: this.picture.endCommand() };
    }
  }

  #take(line: string, read: (response: MailboxResponse) => void): void {
    const response = line.startsWith('* ') ? parseResponse(line) : null;
    if (response !== null) read(response);
  }

  #read(response: MailboxResponse, command: string): void {
    if (this.has('UIDONLY'))
      assert.ok(
        response.kind !== 'expunge' && (response.kind !== 'fetch' || response.number === null),
        'no message number once UIDONLY is enabled',
      );
    if (this.has('QRESYNC')) assert.ok(response.kind !== 'expunge', 'VANISHED in place of EXPUNGE');
    this.picture.read(response, !KEEPS_NUMBERS.test(command));
  }

  async #line(): Promise<string> {
    assert.ok(this.#connection, 'connected');
    const line = await this.#connection.line();
    this.#note(`S: ${line}`);
    return line;
  }

  #note(line: string): void {
    this.log.push(line);
    if (this.log.length > 60) this.log.shift();
  }
}
