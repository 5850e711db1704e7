/** Foreign keys hold the directory together; the tables of the hot paths are held by their one writer and checked by `verify`. */
export const initial = `
CREATE TABLE domains (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
);
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  domain_id INTEGER NOT NULL REFERENCES domains (id),
  address TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  locale TEXT NOT NULL,
  is_admin INTEGER NOT NULL,
  is_disabled INTEGER NOT NULL,
  quota_bytes INTEGER NOT NULL,
  used_bytes INTEGER NOT NULL DEFAULT 0,
  email_count INTEGER NOT NULL DEFAULT 0,
  modseq INTEGER NOT NULL DEFAULT 1,
  forgotten_modseq INTEGER NOT NULL DEFAULT 0,
  last_uidvalidity INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
);
CREATE INDEX accounts_domain ON accounts (domain_id);
CREATE TABLE credentials (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  verifiers TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER
);
CREATE INDEX credentials_account ON credentials (account_id);
CREATE TABLE aliases (
  address TEXT PRIMARY KEY,
  domain_id INTEGER NOT NULL REFERENCES domains (id),
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE
);
CREATE INDEX aliases_account ON aliases (account_id);
CREATE INDEX aliases_domain ON aliases (domain_id);
CREATE TABLE identities (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  reply_to TEXT,
  bcc TEXT,
  text_signature TEXT NOT NULL,
  html_signature TEXT NOT NULL,
  created_modseq INTEGER NOT NULL,
  modseq INTEGER NOT NULL
);
CREATE INDEX identities_account ON identities (account_id);
CREATE TABLE mailboxes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  parent_id INTEGER,
  name TEXT NOT NULL,
  role TEXT,
  sort_order INTEGER NOT NULL,
  is_subscribed INTEGER NOT NULL,
  uidvalidity INTEGER NOT NULL,
  uidnext INTEGER NOT NULL DEFAULT 1,
  modseq INTEGER NOT NULL,
  created_modseq INTEGER NOT NULL,
  properties_modseq INTEGER NOT NULL,
  total_emails INTEGER NOT NULL DEFAULT 0,
  unread_emails INTEGER NOT NULL DEFAULT 0,
  size_bytes INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX mailboxes_name ON mailboxes (account_id, coalesce(parent_id, 0), name);
CREATE UNIQUE INDEX mailboxes_role ON mailboxes (account_id, role) WHERE role IS NOT NULL;
CREATE TABLE blobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  container TEXT NOT NULL,
  start_offset INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  crc32 INTEGER NOT NULL,
  refs INTEGER NOT NULL,
  envelope TEXT,
  body_structure TEXT,
  structure TEXT,
  summary TEXT
);
CREATE INDEX blobs_place ON blobs (container, start_offset, size_bytes);
CREATE INDEX blobs_unreferenced ON blobs (id) WHERE refs = 0;
CREATE TABLE emails (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL,
  blob_id INTEGER NOT NULL,
  thread_id INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  custom TEXT,
  size_bytes INTEGER NOT NULL,
  created_modseq INTEGER NOT NULL,
  modseq INTEGER NOT NULL
);
CREATE INDEX emails_modseq ON emails (account_id, modseq);
CREATE INDEX emails_thread ON emails (thread_id);
CREATE INDEX emails_blob ON emails (blob_id);
CREATE TABLE memberships (
  mailbox_id INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  email_id INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  PRIMARY KEY (mailbox_id, uid)
) WITHOUT ROWID;
CREATE INDEX memberships_email ON memberships (email_id);
CREATE TABLE thread_refs (
  account_id INTEGER NOT NULL,
  hash INTEGER NOT NULL,
  thread_id INTEGER NOT NULL,
  PRIMARY KEY (account_id, hash)
) WITHOUT ROWID;
CREATE TABLE tombstones (
  account_id INTEGER NOT NULL,
  modseq INTEGER NOT NULL,
  type INTEGER NOT NULL,
  object_id INTEGER NOT NULL,
  parent_id INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  created_modseq INTEGER NOT NULL,
  PRIMARY KEY (account_id, modseq, type, object_id, parent_id)
) WITHOUT ROWID;
CREATE TABLE uploads (
  account_id INTEGER NOT NULL,
  blob_id INTEGER NOT NULL,
  type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, blob_id)
) WITHOUT ROWID;
CREATE TABLE queue_entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  trace_id TEXT NOT NULL,
  account_id INTEGER,
  envelope TEXT NOT NULL,
  blob_id INTEGER NOT NULL,
  queued_at INTEGER NOT NULL,
  lease_owner TEXT,
  lease_until INTEGER NOT NULL
);
CREATE TABLE queue_recipients (
  queue_id INTEGER NOT NULL,
  address TEXT NOT NULL,
  notify TEXT,
  orcpt TEXT,
  attempts INTEGER NOT NULL,
  next_attempt_at INTEGER NOT NULL,
  last_reply TEXT,
  delay_notified INTEGER NOT NULL,
  PRIMARY KEY (queue_id, address)
) WITHOUT ROWID;
CREATE INDEX queue_recipients_due ON queue_recipients (next_attempt_at);
CREATE TABLE submissions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL,
  identity_id INTEGER NOT NULL,
  email_id INTEGER NOT NULL,
  thread_id INTEGER NOT NULL,
  envelope TEXT NOT NULL,
  send_at INTEGER NOT NULL,
  queue_id INTEGER,
  undo_status TEXT NOT NULL,
  delivery_status TEXT NOT NULL,
  created_modseq INTEGER NOT NULL,
  modseq INTEGER NOT NULL
);
CREATE INDEX submissions_account ON submissions (account_id, modseq);
CREATE INDEX submissions_queue ON submissions (queue_id);
CREATE TABLE sessions (
  id_hash TEXT PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  user_agent TEXT NOT NULL,
  remote_address TEXT NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE TABLE login_failures (
  key TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  last_failed_at INTEGER NOT NULL,
  blocked_until INTEGER NOT NULL
);
CREATE TABLE retired_containers (
  container TEXT PRIMARY KEY,
  retired_at INTEGER NOT NULL
);
`;
