/** Who but the owner may use a mailbox: `account_id` is null for everyone. Subscriptions of others are kept apart from the owner's. */
export const sharing = `
CREATE TABLE mailbox_rights (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  mailbox_id INTEGER NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
  account_id INTEGER REFERENCES accounts (id) ON DELETE CASCADE,
  rights TEXT NOT NULL
);
CREATE UNIQUE INDEX mailbox_rights_grant ON mailbox_rights (mailbox_id, coalesce(account_id, 0));
CREATE INDEX mailbox_rights_account ON mailbox_rights (account_id);
CREATE TABLE shared_subscriptions (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  mailbox_id INTEGER NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
  PRIMARY KEY (account_id, mailbox_id)
);
CREATE INDEX shared_subscriptions_mailbox ON shared_subscriptions (mailbox_id);
`;
