import type { EmailStore } from '../email-store.ts';
import { emailWrites } from '../sql/email-writes.ts';
import type { Writer } from '../sql/writer.ts';
import { changesSince } from './changes.ts';
import {
  accountModseq,
  findBlob,
  getContents,
  getEmails,
  getSummaries,
  getThreads,
  getWireContents,
} from './email-reads.ts';
import { getSaveDates, getVanishedUids, readAllEmails, readMailbox } from './mailbox-reads.ts';
import type { Reader } from './reader.ts';

export function emailStore(reader: Reader, writer: Writer): EmailStore {
  return {
    ...emailWrites(writer),
    getEmails: (accountId, ids) => reader.snapshot((sql) => getEmails(sql, accountId, ids)),
    getContents: (accountId, ids) => reader.snapshot((sql) => getContents(sql, accountId, ids)),
    getSummaries: (accountId, ids) => reader.snapshot((sql) => getSummaries(sql, accountId, ids)),
    getWireContents: (accountId, ids, column) =>
      reader.snapshot((sql) => getWireContents(sql, accountId, ids, column)),
    readMailbox: (accountId, mailboxId, since) =>
      reader.snapshot((sql) => readMailbox(sql, accountId, mailboxId, since)),
    getVanishedUids: (accountId, mailboxId, since) =>
      reader.snapshot((sql) => getVanishedUids(sql, accountId, mailboxId, since)),
    getSaveDates: (accountId, mailboxId, uids) =>
      reader.snapshot((sql) => getSaveDates(sql, accountId, mailboxId, uids)),
    getThreads: (accountId, ids) => reader.snapshot((sql) => getThreads(sql, accountId, ids)),
    readAllEmails: (accountId) => reader.snapshot((sql) => readAllEmails(sql, accountId)),
    changesSince: (accountId, type, since, max) =>
      reader.snapshot((sql) => changesSince(sql, accountId, { type, since, max })),
    accountModseq: (accountId) => reader.snapshot((sql) => accountModseq(sql, accountId)),
    findBlob: (accountId, blobId) => reader.snapshot((sql) => findBlob(sql, accountId, blobId)),
  };
}
