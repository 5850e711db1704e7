/**
 * Emails that were removed and may be wanted back: each holds its body until its time is over. Of a mailbox that went with them its path is
 * kept (names as JSON), so that it can be made again.
 */
export const retained = `
CREATE TABLE retained_emails (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL,
  mailbox_id INTEGER NOT NULL,
  blob_id INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  custom TEXT,
  removed_at INTEGER NOT NULL
);
CREATE INDEX retained_emails_account ON retained_emails (account_id, removed_at);
CREATE TABLE retained_mailboxes (
  mailbox_id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL,
  path TEXT NOT NULL,
  removed_at INTEGER NOT NULL
);
CREATE INDEX retained_mailboxes_account ON retained_mailboxes (account_id);
`;
