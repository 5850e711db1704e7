import type { Envelope, Origin } from '../model/envelope.ts';
import type { PendingBlob } from '../store/blobs.ts';
import type { DeliveryReceipt, NewSubmission } from '../store/delivery.ts';

/**
 * The way in for every message, from SMTP, submission and JMAP alike. Implemented by delivery/inbound.ts.
 * Order: checkSender (MAIL), checkRecipient (each RCPT), traceHeader (start of DATA), accept (end of DATA).
 */
export interface DeliveryService {
  /** Throws `forbidden` when a signed-in sender may not use this reverse-path; other policies may throw too. */
  checkSender(origin: Origin, reversePath: string): Promise<void>;
  /**
   * Throws `userUnknown` (local domain, nobody there), `relayDenied` (not ours, not signed in), `invalidArgument` (no address),
   * `overQuota` (no room for `declaredSizeBytes`, 0 when unknown).
   */
  checkRecipient(origin: Origin, recipient: string, declaredSizeBytes?: number): Promise<void>;
  /**
   * The trace header to write before the first byte of the body: Return-Path (final delivery only, RFC 5321 §4.4) is not in it,
   * Received is, with `with ESMTPSA` and "(authenticated)" for submissions. Ends in CRLF.
   */
  traceHeader(message: { origin: Origin; envelope: Envelope; traceId: string; receivedAt: Date }): Buffer;
  /**
   * Takes responsibility: on return the message is durable in every local mailbox and in the queue for the rest, in one transaction.
   * `blob` holds trace header + message. Throws `invalidMessage`, `overQuota`, `unavailable` and has taken nothing then.
   */
  accept(message: AcceptedMessage): Promise<DeliveryReceipt>;
}

export interface AcceptedMessage {
  readonly origin: Origin;
  readonly envelope: Envelope;
  readonly traceId: string;
  readonly receivedAt: Date;
  readonly blob: PendingBlob;
  /**
   * JMAP: the submission record and patches of the same transaction. With a `sendAt` in the future every recipient, local ones too,
   * waits in the queue until then, so that the submission can be cancelled. RFC 8621 §7.5.
   */
  readonly submission?: NewSubmission;
}
