import { randomBytes } from 'node:crypto';
import { readHeader } from '../message/header.ts';
import { scanMessage } from '../message/scan.ts';
import type { Locale } from '../model/account.ts';
import type { Envelope } from '../model/envelope.ts';
import { NO_KEYWORDS } from '../model/keyword.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Delivery, LocalDelivery, QueueRequest } from '../store/delivery.ts';
import type { Directory } from '../store/directory.ts';
import type { QueueEntry } from '../store/queue-store.ts';
import { buildDsn } from './dsn.ts';
import type { ReportedRecipient } from './dsn-report.ts';

export interface DsnOptions {
  readonly hostname: string;
  readonly store: Pick<Directory, 'resolveRecipient'>;
  readonly blobs: Pick<Blobs, 'read'>;
}

/** A message up to this size comes back whole when it failed, a larger one as its header. RFC 3461 §4.3 lets us choose. */
const MAX_RETURNED_BYTES = 128 * 1024;
const MAX_RETURNED_HEADER_BYTES = 32 * 1024;

/** Where a DSN goes, and in which languages. */
interface Destination {
  readonly local: readonly LocalDelivery[];
  readonly queue: QueueRequest | null;
  readonly locales: readonly Locale[];
}

/**
 * The delivery that tells the sender of an entry about its recipients: to the inbox of a local sender, into the queue for another.
 * Null when there is nothing to tell, or nobody: a null reverse-path never gets an answer. RFC 5321 §4.5.5.
 */
export async function composeDsn(
  entry: QueueEntry,
  recipients: readonly ReportedRecipient[],
  times: { now: Date; expiresAt: Date },
  options: DsnOptions,
): Promise<Delivery | null> {
  const { reversePath, smtpUtf8, dsnEnvid = null } = entry.envelope;
  if (recipients.length === 0 || reversePath === '') return null;
  const destination = await findDestination(entry.envelope, times.now, options.store);
  if (!destination) return null;
  const bytes = buildDsn({
    hostname: options.hostname,
    to: reversePath,
    locales: destination.locales,
    envid: dsnEnvid,
    queuedAt: entry.queuedAt,
    recipients,
    original: await readOriginal(entry, recipients, options.blobs),
    smtpUtf8,
    ...times,
  });
  return {
    traceId: randomBytes(6).toString('hex'),
    blob: { kind: 'memory', bytes, sizeBytes: bytes.length },
    content: scanMessage(bytes),
    receivedAt: times.now,
    local: destination.local,
    // A sender whose mailbox is full must not stop the queue.
    onOverQuota: 'skip',
    queue: destination.queue,
  };
}

async function findDestination(
  { reversePath, smtpUtf8 }: QueueEntry['envelope'],
  now: Date,
  store: DsnOptions['store'],
): Promise<Destination | null> {
  const sender = await store.resolveRecipient(reversePath);
  switch (sender.kind) {
    case 'unknownUser':
      return null;
    case 'account': {
      const { id: accountId, locale } = sender.account;
      return {
        local: [{ accountId, mailbox: 'inbox', keywords: NO_KEYWORDS }],
        queue: null,
        locales: [locale],
      };
    }
    case 'remote': {
      const envelope: Envelope = {
        reversePath: '',
        recipients: [{ address: reversePath, notify: ['NEVER'] }],
        smtpUtf8,
        body: '8BITMIME',
      };
      return { local: [], queue: { envelope, accountId: null, sendAt: now }, locales: ['en', 'ja'] };
    }
  }
}

/** RET asks about failures only; other notices carry the header. RFC 3461 §4.3. */
async function readOriginal(
  entry: QueueEntry,
  recipients: readonly ReportedRecipient[],
  blobs: DsnOptions['blobs'],
) {
  const hasFailure = recipients.some(({ action }) => action === 'failed');
  const isWhole = hasFailure && entry.envelope.dsnRet !== 'HDRS' && entry.sizeBytes <= MAX_RETURNED_BYTES;
  if (isWhole) return { bytes: await blobs.read(entry.location), isWhole };
  const start = await blobs.read(entry.location, 0, Math.min(entry.sizeBytes, MAX_RETURNED_HEADER_BYTES));
  return { bytes: start.subarray(0, readHeader(start).end), isWhole };
}
