import { openSession, type ClientOptions } from './client-session.ts';
import type { OutgoingMessage, Peer, RecipientResult } from './outgoing.ts';

/**
 * Hands one message to one host for all recipients of its envelope, over a connection of its own. One result per recipient.
 * Throws PeerFailure when no transaction could begin: nobody was asked, another host may be tried.
 */
export async function deliverOnce(
  peer: Peer,
  message: OutgoingMessage,
  options: ClientOptions,
  signal?: AbortSignal,
): Promise<RecipientResult[]> {
  const session = await openSession(peer, options, signal);
  try {
    return await session.deliver(message, signal);
  } finally {
    session.close();
  }
}
