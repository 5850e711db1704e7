import { addAccount, removeAccount } from './account-lifecycle.ts';
import { updateAccount } from './accounts.ts';
import { addAlias, removeAlias } from './aliases.ts';
import { setAnnotations } from './annotations.ts';
import {
  addAppCredential,
  addVerifiers,
  removeAppCredential,
  setPassword,
  touchCredential,
} from './credentials.ts';
import { holdBodies, releaseBodies } from './body-holds.ts';
import { addDomain, removeDomain } from './domains.ts';
import { addIdentity, removeIdentity, updateIdentity } from './identities.ts';
import { recordLogin } from './logins.ts';
import { admitToMaildrop } from './maildrop-logins.ts';
import { createMailbox, deleteMailbox, updateMailbox } from './mailboxes.ts';
import { cancelQueue, leaseQueue, retryQueue, settleQueue } from './queue.ts';
import { restoreExpunged } from './restore-expunged.ts';
import { addSession, removeSession, removeSessions, touchSession } from './sessions.ts';
import { cancelSubmission, destroySubmissions } from './submissions.ts';
import { forgetMailboxes, forgetRetained, writerSettings } from './retention-steps.ts';
import { removeRetired, retireContainer, sweepBodies, sweepExpired, sweepTombstones } from './sweep.ts';
import { mend } from './verify/mends.ts';
import { mendContent, mendThreadKeys } from './verify/thread-mends.ts';
import type { QueueId } from '../../model/ids.ts';
import type { QueueOutcome } from '../queue-store.ts';
import { addUpload, appendEmails } from './append.ts';
import { relocateBodies } from './compaction.ts';
import { copyEmails, moveEmails } from './copy-move.ts';
import { deliver, type DeliverArgs } from './deliver.ts';
import { destroyEmails, updateEmails } from './email-patches.ts';
import { expunge, removeMemberships } from './expunge.ts';
import { replaceEmail } from './replace.ts';
import { setRights, setSharedSubscription } from './sharing.ts';
import { rebuildIndexes } from './rebuild-indexes.ts';
import { storeFlags } from './store-flags.ts';
import { transferEmails } from './transfer.ts';
import type { WriteContext } from './write-context.ts';

/** The outcome of an attempt and the message that tells of it stand or fall together. */
async function settle(
  context: WriteContext,
  id: QueueId,
  outcomes: readonly QueueOutcome[],
  dsn: DeliverArgs | null,
): Promise<void> {
  if (dsn) await deliver(context, dsn);
  await settleQueue(context, id, outcomes);
}

/** Everything the writer can do, by name: what a request from another thread or process may ask for. */
export const OPERATIONS = {
  addDomain,
  removeDomain,
  addAccount,
  updateAccount,
  removeAccount,
  setPassword,
  addVerifiers,
  addAppCredential,
  removeAppCredential,
  touchCredential,
  addAlias,
  removeAlias,
  addIdentity,
  updateIdentity,
  removeIdentity,
  admitToMaildrop,
  createMailbox,
  updateMailbox,
  deleteMailbox,
  setRights,
  setSharedSubscription,
  setAnnotations,
  deliver,
  appendEmails,
  replaceEmail,
  updateEmails,
  destroyEmails,
  storeFlags,
  copyEmails,
  moveEmails,
  transferEmails,
  expunge,
  removeMemberships,
  addUpload,
  cancelSubmission,
  destroySubmissions,
  leaseQueue,
  settleQueue: settle,
  retryQueue,
  cancelQueue,
  addSession,
  touchSession,
  removeSession,
  removeSessions,
  recordLogin,
  sweepExpired,
  sweepTombstones,
  sweepBodies,
  relocateBodies,
  retireContainer,
  removeRetired,
  restoreExpunged,
  writerSettings,
  forgetRetained,
  forgetMailboxes,
  holdBodies,
  releaseBodies,
  mend,
  mendContent,
  mendThreadKeys,
  rebuildIndexes,
} as const;

type Operations = typeof OPERATIONS;
export type OperationName = keyof Operations;
export type OperationArgs<Name extends OperationName> =
  Parameters<Operations[Name]> extends [WriteContext, ...infer Args] ? Args : never;
type Results = { [Name in OperationName]: Awaited<ReturnType<Operations[Name]>> };
export type OperationResult<Name extends OperationName> = Results[Name];

export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(OPERATIONS, name);
}
