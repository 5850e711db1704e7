import {
  PeerFailure,
  type OutgoingMessage,
  type Peer,
  type RecipientResult,
} from '../smtp/client/outgoing.ts';

/** What became of a recipient, and which host said so; null: our own judgement. */
export interface GroupResult extends RecipientResult {
  readonly host: string | null;
  /** A host was asked about this recipient. */
  readonly wasReached: boolean;
}

export interface GroupDelivery {
  /** The message with the recipients that share the destination. */
  readonly message: OutgoingMessage;
  readonly peers: AsyncIterable<Peer>;
  readonly deliver: (peer: Peer, message: OutgoingMessage, signal: AbortSignal) => Promise<RecipientResult[]>;
  readonly signal: AbortSignal;
}

/** A domain may name twenty dead hosts, each worth a connect timeout. */
const MAX_CONNECTIONS = 5;
/** RFC 5321 §5.1 wants two addresses tried; greylisting answers differently on each. */
const MAX_TRANSACTIONS = 2;

/**
 * Tries the peers of one destination in turn until every recipient is delivered or refused for good. One result per recipient;
 * rejects only for what is neither the peer's nor the name service's fault.
 */
export async function deliverGroup(group: GroupDelivery): Promise<GroupResult[]> {
  const results = new Map<string, GroupResult>();
  const failures: GroupResult[] = [];
  let pending = group.message.envelope.recipients;
  let connections = 0;
  let transactions = 0;
  try {
    for await (const peer of group.peers) {
      connections += 1;
      const answer = await tryPeer(peer, group, pending);
      if (answer instanceof PeerFailure) failures.push(ownResult(answer, peer.host));
      else {
        transactions += 1;
        for (const result of answer)
          results.set(result.address, { ...result, host: peer.host, wasReached: true });
        pending = pending.filter(({ address }) => mayTryElsewhere(results.get(address)));
      }
      const isDone =
        pending.length === 0 || transactions >= MAX_TRANSACTIONS || connections >= MAX_CONNECTIONS;
      if (isDone || group.signal.aborted) break;
    }
  } catch (error) {
    if (!(error instanceof PeerFailure)) throw error;
    failures.push(ownResult(error, null));
  }
  const fallback = pickFailure(failures);
  return group.message.envelope.recipients.map(
    ({ address }) => results.get(address) ?? { ...fallback, address },
  );
}

async function tryPeer(
  peer: Peer,
  group: GroupDelivery,
  recipients: OutgoingMessage['envelope']['recipients'],
): Promise<RecipientResult[] | PeerFailure> {
  const { message } = group;
  try {
    const envelope = { ...message.envelope, recipients };
    return await group.deliver(peer, { ...message, envelope }, group.signal);
  } catch (error) {
    if (error instanceof PeerFailure) return error;
    throw error;
  }
}

function mayTryElsewhere(result: GroupResult | undefined): boolean {
  return result === undefined || (result.result === 'deferred' && !result.isUncertain);
}

function ownResult(failure: PeerFailure, host: string | null): GroupResult {
  return {
    address: '',
    host,
    result: failure.temporary ? 'deferred' : 'failed',
    reply: failure.reply,
    isRelayedWithoutDsn: false,
    isUncertain: false,
    wasReached: false,
  };
}

/** Given up only when every host refused for good: one that is down may take it tomorrow. */
function pickFailure(failures: readonly GroupResult[]): GroupResult {
  const lasting = failures.findLast(({ result }) => result === 'deferred') ?? failures.at(-1);
  return lasting ?? ownResult(new PeerFailure('451 4.4.1 no host was tried'), null);
}

/** For a recipient that was not come to. */
export function interrupted(address: string): GroupResult {
  const reply = '451 4.3.0 delivery was interrupted';
  return {
    address,
    host: null,
    result: 'deferred',
    reply,
    isRelayedWithoutDsn: false,
    isUncertain: false,
    wasReached: false,
  };
}
