import type { Delivery } from '../delivery.ts';
import type { EmailStore, NewEmail } from '../email-store.ts';
import type { AppendArgs } from './append.ts';
import { RequestBodies } from './bodies.ts';
import type { DeliverArgs } from './deliver.ts';
import { joinCustom } from './email-changes.ts';
import type { Writer } from './writer.ts';

type EmailWrites = Pick<
  EmailStore,
  | 'deliver'
  | 'appendEmails'
  | 'replaceEmail'
  | 'updateEmails'
  | 'destroyEmails'
  | 'storeFlags'
  | 'copyEmails'
  | 'moveEmails'
  | 'transferEmails'
  | 'expunge'
  | 'removeMemberships'
  | 'addUpload'
>;

/** The writing half of the EmailStore: requests to the writer, bodies apart from their arguments. */
export function emailWrites(writer: Writer): EmailWrites {
  return {
    deliver: async (delivery) => {
      const bodies = new RequestBodies();
      const args = deliverArgs(delivery, bodies);
      return writer.call('deliver', [args], bodies.list);
    },
    appendEmails: async (accountId, emails) => {
      const bodies = new RequestBodies();
      const args = emails.map((email) => appendArgs(email, bodies));
      return writer.call('appendEmails', [accountId, args], bodies.list);
    },
    replaceEmail: async (accountId, replaced, email) => {
      const bodies = new RequestBodies();
      const args = appendArgs(email, bodies);
      return writer.call('replaceEmail', [accountId, replaced, args], bodies.list);
    },
    updateEmails: (accountId, patches, options) =>
      writer.call('updateEmails', [accountId, patches, options?.ifInState]),
    destroyEmails: (accountId, emailIds) => writer.call('destroyEmails', [accountId, emailIds]),
    storeFlags: (accountId, mailboxId, uids, change, options) =>
      writer.call('storeFlags', [accountId, mailboxId, uids, change, options?.unchangedSince, options?.mask]),
    copyEmails: (accountId, from, uids, to) => writer.call('copyEmails', [accountId, from, uids, to]),
    moveEmails: (accountId, from, uids, to) => writer.call('moveEmails', [accountId, from, uids, to]),
    transferEmails: (from, uids, to, options) => writer.call('transferEmails', [from, uids, to, options]),
    expunge: (accountId, mailboxId, uids) => writer.call('expunge', [accountId, mailboxId, uids]),
    removeMemberships: (accountId, mailboxId, uids) =>
      writer.call('removeMemberships', [accountId, mailboxId, uids]),
    addUpload: async (accountId, blob, type) => {
      const bodies = new RequestBodies();
      const body = bodies.add(blob, null);
      return writer.call('addUpload', [accountId, body, type], bodies.list);
    },
  };
}

export function deliverArgs(delivery: Delivery, bodies: RequestBodies): DeliverArgs {
  const { traceId, onOverQuota, queue, submission } = delivery;
  return {
    traceId,
    message: bodies.message(delivery.blob, delivery.content),
    receivedAt: delivery.receivedAt.getTime(),
    local: delivery.local.map(({ accountId, mailbox, keywords }) => ({
      accountId,
      mailbox,
      flags: keywords.flags,
      custom: joinCustom(keywords.custom),
    })),
    onOverQuota,
    queue: queue && { ...queue, sendAt: queue.sendAt.getTime() },
    submission: submission ?? null,
  };
}

function appendArgs(email: NewEmail, bodies: RequestBodies): AppendArgs {
  return {
    message: bodies.message(email.blob, email.content),
    mailboxIds: email.mailboxIds,
    flags: email.keywords.flags,
    custom: joinCustom(email.keywords.custom),
    deleted: Number(email.isDeleted ?? false),
    receivedAt: email.receivedAt.getTime(),
  };
}
