import { PeerGone } from '../../net/connection.ts';
import { defineCommand, noArguments, SIGNED_IN } from '../command.ts';
import { bad, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import type { ImapSession } from '../session-state.ts';

const MAX_DONE_BYTES = 1_024;

export const idle = defineCommand({
  name: 'IDLE',
  states: SIGNED_IN,
  rfc: 'RFC 2177 §3, RFC 9051 §6.3.13',
  parse: noArguments,
  async run(session): Promise<Reply> {
    await session.refresh({ force: true });
    void session.continuation('idling');
    void session.sendUpdates('all');
    // Two at once would speak into each other's literals.
    const feed = session.notification?.tellsSelected ? null : new UpdateFeed(session);
    session.notification?.release({ isIdle: true });
    try {
      const line = await session.connection.reader.readLine(MAX_DONE_BYTES);
      if (line === null) throw new PeerGone('while idling');
      return line.toString('latin1').toUpperCase() === 'DONE' ? ok('Idle completed') : bad('Expected DONE');
    } finally {
      await session.notification?.hold();
      await feed?.stop();
    }
  },
});

/** Sends updates as they come, one reading at a time: events that arrive meanwhile are one more reading. */
class UpdateFeed {
  readonly #session: ImapSession;
  readonly #unsubscribe: () => void;
  #running: Promise<void> | null = null;

  constructor(session: ImapSession) {
    this.#session = session;
    this.#unsubscribe = session.selection.onStale(() => this.#start());
  }

  async stop(): Promise<void> {
    this.#unsubscribe();
    await this.#running;
  }

  #start(): void {
    this.#running ??= this.#run().finally(() => (this.#running = null));
  }

  async #run(): Promise<void> {
    try {
      while (this.#session.isStale) {
        await this.#session.refresh({ force: false });
        await this.#session.sendUpdates('all');
      }
    } catch (error) {
      // The next command reads again, and fails where a reply can say so.
      this.#session.deps.logger.warn(
        { err: error, connection: this.#session.connection.id },
        'imap idle update failed',
      );
    }
  }
}
