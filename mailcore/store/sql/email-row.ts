import type { Email } from '../../model/email.ts';
import type { AccountId, BlobId } from '../../model/ids.ts';
import type { SqlRow } from './connection.ts';
import { emailRow } from './email-changes.ts';

/** From the columns of SQL.emailById and, for each mailbox it is in, those of SQL.membershipsOfEmail. */
export function emailOf(accountId: AccountId, row: SqlRow, memberships: readonly SqlRow[]): Email {
  const { receivedAt, blobId, sent: _, ...email } = emailRow(row);
  return {
    ...email,
    accountId,
    blobId: blobId as BlobId,
    receivedAt: new Date(receivedAt),
    memberships: memberships.map(([mailboxId, uid, deleted]) => ({
      mailboxId: Number(mailboxId) as Email['memberships'][number]['mailboxId'],
      uid: Number(uid) as Email['memberships'][number]['uid'],
      isDeleted: deleted === 1,
    })),
  };
}
