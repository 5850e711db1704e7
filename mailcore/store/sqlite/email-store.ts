import type { Delivery } from '../delivery.ts';
import type { EmailStore, NewEmail } from '../email-store.ts';
import type { AppendArgs } from './append.ts';
import { RequestBodies } from './bodies.ts';
import { changesSince } from './changes.ts';
import type { DeliverArgs } from './deliver.ts';
import { joinCustom } from './email-changes.ts';
import {
  accountModseq,
  findBlob,
  getContents,
  getEmails,
  getThreads,
  getWireContents,
} from './email-reads.ts';
import { readAllEmails, readMailbox } from './mailbox-reads.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

export function emailStore(reader: Reader, writer: Writer): EmailStore {
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
    updateEmails: (accountId, patches, options) =>
      writer.call('updateEmails', [accountId, patches, options?.ifInState]),
    destroyEmails: (accountId, emailIds) => writer.call('destroyEmails', [accountId, emailIds]),
    storeFlags: (accountId, mailboxId, uids, change, options) =>
      writer.call('storeFlags', [accountId, mailboxId, uids, change, options?.unchangedSince]),
    copyEmails: (accountId, from, uids, to) => writer.call('copyEmails', [accountId, from, uids, to]),
    moveEmails: (accountId, from, uids, to) => writer.call('moveEmails', [accountId, from, uids, to]),
    expunge: (accountId, mailboxId, uids) => writer.call('expunge', [accountId, mailboxId, uids]),
    removeMemberships: (accountId, mailboxId, uids) =>
      writer.call('removeMemberships', [accountId, mailboxId, uids]),
    getEmails: (accountId, ids) => reader.snapshot((sql) => getEmails(sql, accountId, ids)),
    getContents: (accountId, ids) => reader.snapshot((sql) => getContents(sql, accountId, ids)),
    getWireContents: (accountId, ids, column) =>
      reader.snapshot((sql) => getWireContents(sql, accountId, ids, column)),
    readMailbox: (accountId, mailboxId, since) =>
      reader.snapshot((sql) => readMailbox(sql, accountId, mailboxId, since)),
    getThreads: (accountId, ids) => reader.snapshot((sql) => getThreads(sql, accountId, ids)),
    readAllEmails: (accountId) => reader.snapshot((sql) => readAllEmails(sql, accountId)),
    changesSince: (accountId, type, since, max) =>
      reader.snapshot((sql) => changesSince(sql, accountId, type, since, max)),
    accountModseq: (accountId) => reader.snapshot((sql) => accountModseq(sql, accountId)),
    findBlob: (accountId, blobId) => reader.snapshot((sql) => findBlob(sql, accountId, blobId)),
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
