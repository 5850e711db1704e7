/** The statements of the hot paths: run as they stand, thousands of times a second. Everything else goes through the query builder. */

const EMAIL_COLUMNS =
  'e.id, e.blob_id, e.thread_id, e.received_at, e.flags, e.custom, e.size_bytes, e.created_modseq, e.modseq, e.sent_at, e.sent_offset';
const ROW_COLUMNS =
  'e.id, e.thread_id, e.modseq, e.received_at, e.size_bytes, e.flags, e.custom, e.sent_at, e.sent_offset';

export const SQL = {
  // accounts and mailboxes, read and written around every change
  accountForChange:
    'SELECT modseq, quota_bytes, used_bytes, email_count, quota_emails FROM accounts WHERE id = ?',
  saveAccount: 'UPDATE accounts SET modseq = ?, used_bytes = ?, email_count = ? WHERE id = ?',
  mailboxById: `SELECT id, uidvalidity, uidnext, modseq, total_emails, unread_emails, size_bytes
    FROM mailboxes WHERE id = ? AND account_id = ?`,
  mailboxByRole: `SELECT id, uidvalidity, uidnext, modseq, total_emails, unread_emails, size_bytes
    FROM mailboxes WHERE account_id = ? AND role = ?`,
  saveMailbox: `UPDATE mailboxes SET uidnext = ?, modseq = ?, total_emails = ?, unread_emails = ?, size_bytes = ? WHERE id = ?`,

  // bodies
  insertBlob: `INSERT INTO blobs
    (id, container, start_offset, size_bytes, crc32, refs, envelope, body_structure, structure, summary)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  blobSize: 'SELECT size_bytes, envelope IS NOT NULL FROM blobs WHERE id = ?',
  setBlobContent:
    'UPDATE blobs SET envelope = ?, body_structure = ?, structure = ?, summary = ? WHERE id = ?',
  addBlobRefs: 'UPDATE blobs SET refs = refs + ? WHERE id = ?',
  emailOfBlob: 'SELECT 1 FROM emails WHERE blob_id = ? AND account_id = ? LIMIT 1',
  uploadOfBlob: 'SELECT type FROM uploads WHERE blob_id = ? AND account_id = ?',
  blobPlace: 'SELECT container, start_offset, size_bytes FROM blobs WHERE id = ?',
  uploadedBytes: 'SELECT coalesce(sum(size_bytes), 0) FROM uploads WHERE account_id = ?',
  insertUpload:
    'INSERT INTO uploads (account_id, blob_id, type, size_bytes, created_at) VALUES (?, ?, ?, ?, ?)',

  // emails and memberships
  insertEmail: `INSERT INTO emails
    (id, account_id, blob_id, thread_id, received_at, flags, custom, size_bytes, created_modseq, modseq, sent_at, sent_offset)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  emailById: `SELECT ${EMAIL_COLUMNS} FROM emails e WHERE e.id = ? AND e.account_id = ?`,
  saveEmail: 'UPDATE emails SET flags = ?, custom = ?, modseq = ? WHERE id = ?',
  deleteEmail: 'DELETE FROM emails WHERE id = ?',
  insertMembership:
    'INSERT INTO memberships (mailbox_id, uid, email_id, deleted, saved_at) VALUES (?, ?, ?, ?, ?)',
  saveDate: 'SELECT saved_at FROM memberships WHERE mailbox_id = ? AND uid = ?',
  setDeleted: 'UPDATE memberships SET deleted = ? WHERE mailbox_id = ? AND uid = ?',
  deleteMembership: 'DELETE FROM memberships WHERE mailbox_id = ? AND uid = ?',
  membershipsOfEmail: 'SELECT mailbox_id, uid, deleted FROM memberships WHERE email_id = ?',
  emailOfUid: `SELECT m.deleted, ${EMAIL_COLUMNS} FROM memberships m JOIN emails e ON e.id = m.email_id
    WHERE m.mailbox_id = ? AND m.uid = ?`,
  deletedUids: 'SELECT uid FROM memberships WHERE mailbox_id = ? AND deleted = 1 ORDER BY uid',
  allUids: 'SELECT uid FROM memberships WHERE mailbox_id = ? ORDER BY uid',

  // threads
  threadOfKey: 'SELECT thread_id FROM thread_refs WHERE account_id = ? AND hash = ?',
  saveThreadKey: `INSERT INTO thread_refs (account_id, hash, thread_id) VALUES (?, ?, ?)
    ON CONFLICT (account_id, hash) DO UPDATE SET thread_id = excluded.thread_id`,
  deleteThreadKey: 'DELETE FROM thread_refs WHERE account_id = ? AND hash = ? AND thread_id = ?',
  summaryOfBlob: 'SELECT summary FROM blobs WHERE id = ?',
  anyEmailOfThread: 'SELECT 1 FROM emails WHERE thread_id = ? LIMIT 1',
  emailsOfThread: 'SELECT id FROM emails WHERE thread_id = ? AND account_id = ? ORDER BY received_at, id',

  // removed emails that can be brought back
  insertRetained: `INSERT INTO retained_emails
    (account_id, mailbox_id, blob_id, size_bytes, received_at, flags, custom, removed_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,

  // tombstones
  insertTombstone: `INSERT INTO tombstones (account_id, modseq, type, object_id, parent_id, uid, created_modseq)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,

  // queue
  insertQueueEntry: `INSERT INTO queue_entries (trace_id, account_id, envelope, blob_id, queued_at, lease_owner, lease_until)
    VALUES (?, ?, ?, ?, ?, NULL, 0) RETURNING id`,
  insertQueueRecipient: `INSERT INTO queue_recipients
    (queue_id, address, notify, orcpt, attempts, next_attempt_at, last_reply, delay_notified)
    VALUES (?, ?, ?, ?, 0, ?, NULL, 0) ON CONFLICT (queue_id, address) DO NOTHING`,
  queuedAddresses: 'SELECT address FROM queue_recipients WHERE queue_id = ?',
  insertSubmission: `INSERT INTO submissions
    (account_id, identity_id, email_id, thread_id, envelope, send_at, queue_id, undo_status, delivery_status, created_modseq, modseq)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,

  // reads
  accountModseq: 'SELECT modseq, forgotten_modseq FROM accounts WHERE id = ?',
  mailboxState: 'SELECT created_modseq, modseq FROM mailboxes WHERE id = ? AND account_id = ?',
  mailboxRows: `SELECT m.uid, m.deleted, ${ROW_COLUMNS} FROM memberships m JOIN emails e ON e.id = m.email_id
    WHERE m.mailbox_id = ? ORDER BY m.uid`,
  mailboxRowsSince: `SELECT m.uid, m.deleted, ${ROW_COLUMNS} FROM emails e JOIN memberships m ON m.email_id = e.id
    WHERE e.account_id = ? AND e.modseq > ? AND m.mailbox_id = ? ORDER BY m.uid`,
  vanishedUids: `SELECT uid FROM tombstones WHERE account_id = ? AND modseq > ? AND type = 6 AND parent_id = ? ORDER BY uid`,
  accountRows: `SELECT 0, 0, ${ROW_COLUMNS} FROM emails e WHERE e.account_id = ? ORDER BY e.id`,
  content: `SELECT e.id, b.id, b.container, b.start_offset, b.size_bytes, b.envelope, b.body_structure, b.structure, b.summary
    FROM emails e JOIN blobs b ON b.id = e.blob_id WHERE e.id = ? AND e.account_id = ?`,
  summary:
    'SELECT b.summary FROM emails e JOIN blobs b ON b.id = e.blob_id WHERE e.id = ? AND e.account_id = ?',
  envelope:
    'SELECT b.envelope FROM emails e JOIN blobs b ON b.id = e.blob_id WHERE e.id = ? AND e.account_id = ?',
  bodyStructure:
    'SELECT b.body_structure FROM emails e JOIN blobs b ON b.id = e.blob_id WHERE e.id = ? AND e.account_id = ?',
} as const;
