import { createTraceId } from '../../delivery/trace-id.ts';
import { MailError } from '../../errors.ts';
import type { Identity } from '../../model/account.ts';
import { canonicalAddress } from '../../model/address.ts';
import type { Envelope, Origin } from '../../model/envelope.ts';
import type { SubmissionId } from '../../model/ids.ts';
import type { EmailPatch, NewSubmission } from '../../store/delivery.ts';
import type { StoredContent } from '../../store/email-store.ts';
import type { PendingBlob } from '../../store/blobs.ts';
import type { Email } from '../../model/email.ts';
import { anything, id, nullable, optional, type JsonObject } from '../arguments.ts';
import { resolveId, type RequestContext } from '../context.ts';
import { invalidProperties, SetFailure } from '../errors.ts';
import { StoredBytes } from '../email/message-bytes.ts';
import { readProperties } from '../standard/properties.ts';
import {
  deriveEnvelope,
  envelope as envelopeCheck,
  readEnvelope,
  type OutgoingEnvelope,
} from './envelope.ts';
import { writeSentCopy } from './sent-copy.ts';

/** A submission that may be sent: everything about it is checked. */
export interface PreparedSubmission {
  readonly identity: Identity;
  readonly email: Email;
  readonly stored: StoredContent;
  readonly envelope: OutgoingEnvelope;
  /** One for checks and delivery, which remember by it what they looked up. */
  readonly origin: Origin;
}

const PROPERTIES = {
  identityId: id,
  emailId: id,
  envelope: optional(nullable(envelopeCheck)),
  undoStatus: anything,
};

/**
 * Checks a submission to create. Throws SetFailure `invalidProperties`, `invalidEmail`, `forbiddenFrom`, `forbiddenMailFrom`,
 * `noRecipients`, `tooManyRecipients`, `invalidRecipients`, `tooLarge`. RFC 8621 §7.5.
 */
export async function prepareSubmission(
  context: RequestContext,
  given: JsonObject,
): Promise<PreparedSubmission> {
  const { identityId, emailId, envelope: givenEnvelope, undoStatus } = readProperties(given, PROPERTIES);
  if (undoStatus !== undefined && undoStatus !== 'pending') throw invalidProperties(['undoStatus']);
  const identity = await requireIdentity(context, identityId);
  const { email, stored } = await requireEmail(context, emailId);
  const { summary } = stored.content;
  if (!summary.from?.length) throw new SetFailure('invalidEmail', { properties: ['from'] });
  const maxSize = context.config.limits.maxMessageBytes;
  if (email.sizeBytes > maxSize) throw new SetFailure('tooLarge', { maxSize });
  for (const { email: author } of [...summary.from, ...(summary.sender ?? [])]) {
    if (!(await context.store.maySendAs(context.account.id, author))) throw new SetFailure('forbiddenFrom');
  }
  const now = context.clock();
  const envelope = givenEnvelope ? readEnvelope(givenEnvelope, now) : deriveEnvelope(summary, identity, now);
  const origin = originOf(context);
  await checkEnvelope(context, origin, envelope);
  if (envelope.sendAt > now) await refuseHeldLocalMail(context, envelope);
  return { identity, email, stored, envelope, origin };
}

async function requireIdentity(context: RequestContext, given: string | undefined): Promise<Identity> {
  const identityId = given === undefined ? null : resolveId(context, 'i', given);
  const identities = await context.store.listIdentities(context.account.id);
  const identity = identities.find((candidate) => candidate.id === identityId);
  if (!identity) throw invalidProperties(['identityId'], 'There is no such identity.');
  return identity;
}

async function requireEmail(
  context: RequestContext,
  given: string | undefined,
): Promise<Pick<PreparedSubmission, 'email' | 'stored'>> {
  const emailId = given === undefined ? null : resolveId(context, 'e', given);
  const [email] = emailId === null ? [] : await context.store.getEmails(context.account.id, [emailId]);
  const stored = email && (await context.store.getContents(context.account.id, [email.id])).get(email.id);
  if (!email || !stored) throw invalidProperties(['emailId'], 'There is no such email.');
  return { email, stored };
}

async function checkEnvelope(
  context: RequestContext,
  origin: Origin,
  { reversePath, recipients }: OutgoingEnvelope,
): Promise<void> {
  const { maxRecipients } = context.config.limits;
  if (recipients.length > maxRecipients) throw new SetFailure('tooManyRecipients', { maxRecipients });
  try {
    await context.delivery.checkSender(origin, reversePath);
  } catch (error) {
    if (error instanceof MailError && error.code === 'forbidden') throw new SetFailure('forbiddenMailFrom');
    throw error;
  }
  const refused: string[] = [];
  for (const { address } of recipients) {
    if (!(await acceptsRecipient(context, origin, address))) refused.push(address);
  }
  if (refused.length > 0) throw new SetFailure('invalidRecipients', { invalidRecipients: refused });
}

/** The queue speaks SMTP to other hosts only: what it held back for an account here it could not deliver. */
async function refuseHeldLocalMail(context: RequestContext, { recipients }: OutgoingEnvelope): Promise<void> {
  for (const { address } of recipients) {
    const { kind } = await context.store.resolveRecipient(canonicalAddress(address) ?? address);
    if (kind !== 'remote')
      throw invalidProperties(['envelope'], 'Mail to accounts here cannot be held back.');
  }
}

async function acceptsRecipient(context: RequestContext, origin: Origin, address: string): Promise<boolean> {
  try {
    await context.delivery.checkRecipient(origin, address);
    return true;
  } catch (error) {
    if (error instanceof MailError && !error.temporary) return false;
    throw error;
  }
}

function originOf({ account, remoteAddress }: RequestContext): Origin {
  const sender = { id: account.id, address: account.address };
  return { protocol: 'JMAP', remoteAddress, helo: '', account: sender, tls: null };
}

/**
 * Sends: the submission record, local deliveries, queue rows and the patches of the sender's emails in one transaction.
 * Throws MailError `overQuota`, `invalidMessage`, `unavailable`. RFC 8621 §7.5.
 */
export async function send(
  context: RequestContext,
  prepared: PreparedSubmission,
  follow: { emailPatches: readonly EmailPatch[]; destroysEmail: boolean },
): Promise<SubmissionId> {
  const { identity, email, origin } = prepared;
  const traceId = createTraceId(context.clock());
  const receivedAt = context.clock();
  const { blob, envelope } = await writeOutgoing(context, prepared, traceId, receivedAt);
  const submission: NewSubmission = {
    accountId: context.account.id,
    identityId: identity.id,
    emailId: email.id,
    envelope,
    sendAt: prepared.envelope.sendAt,
    emailPatches: follow.emailPatches,
    destroyEmails: follow.destroysEmail ? [email.id] : [],
  };
  const receipt = await context.delivery.accept({ origin, envelope, traceId, receivedAt, blob, submission });
  if (receipt.submissionId === null) throw new Error('the delivery kept no submission record');
  return receipt.submissionId;
}

async function writeOutgoing(
  context: RequestContext,
  { stored, origin, envelope: { sendAt: _, ...outgoing } }: PreparedSubmission,
  traceId: string,
  receivedAt: Date,
): Promise<{ blob: PendingBlob; envelope: Envelope }> {
  const { root } = stored.content;
  const { location } = stored.blob;
  const bytes = new StoredBytes(context.blobs, location);
  const header = await bytes.read(root.headerStart, root.bodyStart);
  const hasUtf8 = [outgoing.reversePath, ...outgoing.recipients.map(({ address }) => address)].some(
    isEightBit,
  );
  const draft: Envelope = {
    ...outgoing,
    smtpUtf8: hasUtf8 || isEightBit(header.toString('latin1')),
    body: '8BITMIME',
  };
  const writer = context.blobs.create();
  try {
    await writer.write(context.delivery.traceHeader({ origin, envelope: draft, traceId, receivedAt }));
    const sent = await writeSentCopy(writer, bytes, root, location.sizeBytes);
    const envelope: Envelope = { ...draft, body: sent.isEightBit ? '8BITMIME' : '7BIT' };
    return { blob: await writer.finish(), envelope };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

function isEightBit(text: string): boolean {
  return /[^\x00-\x7f]/.test(text);
}
