import { changesArguments, record } from '../arguments.ts';
import { accountMethod } from '../method.ts';
import { MAIL } from '../session-resource.ts';
import { readChanges } from '../standard/changes.ts';
import type { MailboxChangesResponse } from '../types.ts';

const check = record(changesArguments);

/** RFC 8621 §2.2. */
export const mailboxChanges = accountMethod({
  name: 'Mailbox/changes',
  capability: MAIL,
  shared: 'read',
  check,
  async run(context, args): Promise<MailboxChangesResponse> {
    const { changes, response } = await readChanges(context, 'Mailbox', 'm', args);
    const counts: MailboxChangesResponse['updatedProperties'] = [
      'totalEmails',
      'unreadEmails',
      'totalThreads',
      'unreadThreads',
    ];
    return { ...response, updatedProperties: changes.countsOnly ? counts : null };
  },
});
