/** Notes on a mailbox, or on the server (`mailbox_id` null), of one account or of all (`account_id` null). RFC 5464 */
export const annotations = `
CREATE TABLE annotations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  mailbox_id INTEGER REFERENCES mailboxes (id) ON DELETE CASCADE,
  account_id INTEGER REFERENCES accounts (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value BLOB NOT NULL
);
CREATE UNIQUE INDEX annotations_name ON annotations (coalesce(mailbox_id, 0), coalesce(account_id, 0), name);
CREATE INDEX annotations_mailbox ON annotations (mailbox_id);
CREATE INDEX annotations_account ON annotations (account_id);
`;
