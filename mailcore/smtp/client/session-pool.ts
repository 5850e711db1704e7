import { openSession, type ClientOptions, type ClientSession } from './client-session.ts';
import type { OutgoingMessage, Peer, RecipientResult } from './outgoing.ts';

/** Connections kept open for a moment, so that mail for one destination need not greet and encrypt anew each time. */
export interface SessionPool {
  /**
   * Hands one message to one host for all recipients of its envelope, over a connection that may have served before. One result per
   * recipient. Throws PeerFailure when no transaction could begin: nobody was asked, another host may be tried.
   */
  deliver(peer: Peer, message: OutgoingMessage, signal: AbortSignal): Promise<RecipientResult[]>;
  /** Ends the idle connections; those in use end with their delivery. */
  close(): void;
}

/** Servers count idle clients against us: long enough for the next message of a burst only. */
const IDLE_MS = 2_000;
const MAX_IDLE = 50;

interface Idle {
  readonly session: ClientSession;
  readonly timer: NodeJS.Timeout;
}

export function createSessionPool(options: ClientOptions): SessionPool {
  const idle = new Map<string, Idle[]>();
  let idleCount = 0;
  let isClosed = false;

  /** An idle connection, the one used last: the likeliest to be still there. */
  function takeIdle(key: string): ClientSession | null {
    for (let found = idle.get(key)?.pop(); found; found = idle.get(key)?.pop()) {
      idleCount -= 1;
      clearTimeout(found.timer);
      if (found.session.isUsable) return found.session;
    }
    idle.delete(key);
    return null;
  }

  function keep(key: string, session: ClientSession): void {
    if (isClosed || !session.isUsable || idleCount >= MAX_IDLE) {
      session.close();
      return;
    }
    const entry: Idle = { session, timer: setTimeout(() => drop(key, entry), IDLE_MS).unref() };
    idle.set(key, [...(idle.get(key) ?? []), entry]);
    idleCount += 1;
  }

  function drop(key: string, entry: Idle): void {
    const rest = (idle.get(key) ?? []).filter((other) => other !== entry);
    if (rest.length > 0) idle.set(key, rest);
    else idle.delete(key);
    idleCount -= 1;
    entry.session.close();
  }

  async function deliverOver(
    key: string,
    session: ClientSession,
    message: OutgoingMessage,
    signal: AbortSignal,
  ) {
    const results = await session.deliver(message, signal);
    keep(key, session);
    return results;
  }

  return {
    async deliver(peer, message, signal) {
      const key = JSON.stringify(peer);
      const used = takeIdle(key);
      if (used) {
        const results = await deliverOver(key, used, message, signal);
        if (used.isUsable || !isUntouched(results)) return results;
        // The peer had closed the idle connection: nothing was asked of it yet.
      }
      return deliverOver(key, await openSession(peer, options, signal), message, signal);
    },
    close() {
      isClosed = true;
      for (const [key, entries] of [...idle]) {
        for (const entry of [...entries]) {
          clearTimeout(entry.timer);
          drop(key, entry);
        }
      }
    },
  };
}

function isUntouched(results: readonly RecipientResult[]): boolean {
  return results.every(({ result, isUncertain }) => result === 'deferred' && !isUncertain);
}
