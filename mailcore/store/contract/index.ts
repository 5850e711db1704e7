import { annotationContract } from './annotation-contract.ts';
import { bodyContract } from './body-contract.ts';
import { changesContract } from './changes-contract.ts';
import { directoryContract } from './directory-contract.ts';
import { emailContract } from './email-contract.ts';
import { runContract, type StorageAdapter } from './harness.ts';
import { lifecycleContract } from './lifecycle-contract.ts';
import { mailboxContract } from './mailbox-contract.ts';
import { maildropContract } from './maildrop-contract.ts';
import { membershipContract } from './membership-contract.ts';
import { modelContract } from './model-contract.ts';
import { queueContract } from './queue-contract.ts';
import { searchContract } from './search-contract.ts';
import { sentDateContract } from './sent-date-contract.ts';
import { sessionContract } from './session-contract.ts';
import { sharingContract } from './sharing-contract.ts';
import { submissionContract } from './submission-contract.ts';
import { threadContract } from './thread-contract.ts';
import { undeleteContract } from './undelete-contract.ts';

/** All that every storage adapter has to keep, whatever lies beneath. */
export function storageContract(adapter: StorageAdapter): void {
  runContract('directory', adapter, directoryContract);
  runContract('mailboxes', adapter, mailboxContract);
  runContract('maildrops', adapter, maildropContract);
  runContract('sharing', adapter, sharingContract);
  runContract('annotations', adapter, annotationContract);
  runContract('emails', adapter, emailContract);
  runContract('bodies', adapter, bodyContract);
  runContract('memberships', adapter, membershipContract);
  runContract('threads', adapter, threadContract);
  runContract('sent dates', adapter, sentDateContract);
  runContract('changes', adapter, changesContract);
  runContract('queue', adapter, queueContract);
  runContract('submissions', adapter, submissionContract);
  runContract('search', adapter, searchContract);
  runContract('sessions', adapter, sessionContract);
  runContract('the model', adapter, modelContract);
  runContract('removed mail', adapter, undeleteContract);
  runContract('lifecycle', adapter, lifecycleContract);
}
