import type { Submission } from '../../store/submission-store.ts';
import type { Envelope as StoredEnvelope } from '../../model/envelope.ts';
import { toUtcDate } from '../email/render.ts';
import { formatId } from '../ids.ts';
import type { EmailSubmission, Envelope } from '../types.ts';

export const SUBMISSION_PROPERTIES = [
  'id',
  'identityId',
  'emailId',
  'threadId',
  'envelope',
  'sendAt',
  'undoStatus',
  'deliveryStatus',
  'dsnBlobIds',
  'mdnBlobIds',
] as const satisfies readonly (keyof EmailSubmission)[];

/** RFC 8621 §7. */
export function toEmailSubmission(submission: Submission): EmailSubmission {
  const statuses = Object.entries(submission.deliveryStatus);
  return {
    id: formatId('s', submission.id),
    identityId: formatId('i', submission.identityId),
    emailId: formatId('e', submission.emailId),
    threadId: formatId('t', submission.threadId),
    envelope: toEnvelope(submission.envelope),
    sendAt: toUtcDate(submission.sendAt),
    undoStatus: submission.undoStatus,
    deliveryStatus: Object.fromEntries(
      statuses.map(([address, status]) => [address, { ...status, displayed: 'unknown' as const }]),
    ),
    dsnBlobIds: [],
    mdnBlobIds: [],
  };
}

function toEnvelope({ reversePath, recipients }: StoredEnvelope): Envelope {
  return {
    mailFrom: { email: reversePath, parameters: null },
    rcptTo: recipients.map(({ address, notify }) => ({
      email: address,
      parameters: notify ? { NOTIFY: notify.join(',') } : null,
    })),
  };
}
