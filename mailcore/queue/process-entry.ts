import type { SmartHostConfig } from '../config.ts';
import { readHeader } from '../message/header.ts';
import type { OutgoingMessage } from '../smtp/client/outgoing.ts';
import type { SessionPool } from '../smtp/client/session-pool.ts';
import type { Blobs } from '../store/blobs.ts';
import type { QueuedRecipient, QueueEntry } from '../store/queue-store.ts';
import { deliverGroup, interrupted, type GroupResult } from './deliver-group.ts';
import type { Outages } from './outages.ts';
import { destinationOf, peersFor, type RouteOptions } from './route.ts';
import { settle, type SettlementContext } from './settlement.ts';
import type { Slot, Slots } from './slots.ts';

export interface EntryContext extends SettlementContext {
  readonly route: RouteOptions;
  readonly pool: SessionPool;
  readonly slots: Slots;
  readonly outages: Outages;
}

const MAX_HEADER_BYTES = 64 * 1024;

/**
 * One attempt for a leased entry: every destination at once as far as slots allow, then one settlement with the DSN.
 * Until that settlement is durable the lease keeps others away; when we die first, recipients a peer had accepted already
 * are delivered again. `signal` ends the attempt: what is undecided then waits for its next time.
 */
export async function processEntry(
  entry: QueueEntry,
  context: EntryContext,
  signal: AbortSignal,
): Promise<void> {
  const hasUtf8Header = entry.envelope.smtpUtf8 && (await readHasUtf8Header(entry, context.blobs));
  const groups = groupByDestination(entry.recipients, context.route.smartHost);
  const results = await Promise.all(
    [...groups].map(([destination, recipients]) => {
      return deliverTo(
        destination,
        outgoing(entry, recipients, hasUtf8Header, context.blobs),
        context,
        signal,
      );
    }),
  );
  await settle(entry, results.flat(), context);
}

function groupByDestination(
  recipients: readonly QueuedRecipient[],
  smartHost: SmartHostConfig | null,
): Map<string, QueuedRecipient[]> {
  return Map.groupBy(recipients, ({ address }) => {
    return destinationOf(address.slice(address.lastIndexOf('@') + 1).toLowerCase(), smartHost);
  });
}

function outgoing(
  entry: QueueEntry,
  recipients: readonly QueuedRecipient[],
  hasUtf8Header: boolean,
  blobs: Blobs,
): OutgoingMessage {
  return {
    envelope: { ...entry.envelope, recipients },
    sizeBytes: entry.sizeBytes,
    hasUtf8Header,
    stream: () => blobs.stream(entry.location),
  };
}

async function readHasUtf8Header(entry: QueueEntry, blobs: Blobs): Promise<boolean> {
  const start = await blobs.read(entry.location, 0, Math.min(entry.sizeBytes, MAX_HEADER_BYTES));
  return start.subarray(0, readHeader(start).end).some((byte) => byte > 0x7f);
}

async function deliverTo(
  destination: string,
  message: OutgoingMessage,
  context: EntryContext,
  signal: AbortSignal,
): Promise<GroupResult[]> {
  const slot = await acquireSlot(context.slots, destination, signal);
  if (!slot) return message.envelope.recipients.map(({ address }) => interrupted(address));
  try {
    const outage = slot.hasWaited ? context.outages.find(destination) : null;
    if (outage) return message.envelope.recipients.map(({ address }) => ({ ...outage, address }));
    const peers = peersFor(destination, context.route);
    const results = await deliverGroup({ message, peers, deliver: context.pool.deliver, signal });
    context.outages.note(destination, results);
    return results;
  } catch (error) {
    context.logger.error({ err: error, destination }, 'delivery failed unexpectedly');
    return message.envelope.recipients.map(({ address }) => interrupted(address));
  } finally {
    slot.release();
  }
}

/** Null when the attempt ended before there was room. */
async function acquireSlot(slots: Slots, destination: string, signal: AbortSignal): Promise<Slot | null> {
  try {
    return await slots.acquire(destination, signal);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}
