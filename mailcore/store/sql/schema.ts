import type { Generated } from 'kysely';

/**
 * The tables, for the query builder. Times are milliseconds since 1970, flags 0 or 1, structured values JSON text,
 * so that SQLite and PostgreSQL hold the same.
 */
export interface Schema {
  domains: DomainTable;
  accounts: AccountTable;
  credentials: CredentialTable;
  aliases: AliasTable;
  identities: IdentityTable;
  mailboxes: MailboxTable;
  mailbox_rights: MailboxRightsTable;
  shared_subscriptions: SharedSubscriptionTable;
  annotations: AnnotationTable;
  blobs: BlobTable;
  emails: EmailTable;
  memberships: MembershipTable;
  thread_refs: ThreadRefTable;
  tombstones: TombstoneTable;
  uploads: UploadTable;
  queue_entries: QueueEntryTable;
  queue_recipients: QueueRecipientTable;
  submissions: SubmissionTable;
  sessions: SessionTable;
  login_failures: LoginFailureTable;
  maildrop_logins: MaildropLoginTable;
  retired_containers: RetiredContainerTable;
  body_holds: BodyHoldTable;
  retained_emails: RetainedEmailTable;
  retained_mailboxes: RetainedMailboxTable;
}

interface DomainTable {
  id: Generated<number>;
  name: string;
  created_at: number;
}

interface AccountTable {
  id: Generated<number>;
  domain_id: number;
  address: string;
  display_name: string;
  locale: string;
  is_admin: number;
  is_disabled: number;
  quota_bytes: number;
  /** 0: no limit. */
  quota_emails: Generated<number>;
  used_bytes: Generated<number>;
  email_count: Generated<number>;
  modseq: Generated<number>;
  /** Tombstones up to this modseq may be gone. */
  forgotten_modseq: Generated<number>;
  last_uidvalidity: Generated<number>;
  created_at: number;
}

interface CredentialTable {
  id: Generated<number>;
  account_id: number;
  kind: string;
  label: string;
  verifiers: string;
  created_at: number;
  last_used_at: number | null;
  last_used_address: string | null;
  /** Space-separated; null: everywhere. */
  scopes: string | null;
  expires_at: number | null;
  /** SHA-256 of a token, hex: what it is found by. */
  token_hash: string | null;
}

interface AliasTable {
  address: string;
  domain_id: number;
  account_id: number;
}

interface IdentityTable {
  id: Generated<number>;
  account_id: number;
  name: string;
  email: string;
  reply_to: string | null;
  bcc: string | null;
  text_signature: string;
  html_signature: string;
  created_modseq: number;
  modseq: number;
}

interface MailboxTable {
  id: Generated<number>;
  account_id: number;
  parent_id: number | null;
  name: string;
  role: string | null;
  sort_order: number;
  is_subscribed: number;
  uidvalidity: number;
  uidnext: Generated<number>;
  modseq: number;
  created_modseq: number;
  properties_modseq: number;
  total_emails: Generated<number>;
  unread_emails: Generated<number>;
  size_bytes: Generated<number>;
  /** The UIDVALIDITY in POP3 unique-ids, when a restore gave the mailbox another. */
  uidl_validity: Generated<number | null>;
}

interface MailboxRightsTable {
  id: Generated<number>;
  mailbox_id: number;
  /** Null: everyone. */
  account_id: number | null;
  /** Letters of model/rights.ts. */
  rights: string;
}

interface AnnotationTable {
  id: Generated<number>;
  /** Null: the server. */
  mailbox_id: number | null;
  /** Null: shared. */
  account_id: number | null;
  name: string;
  value: Uint8Array;
}

interface SharedSubscriptionTable {
  account_id: number;
  mailbox_id: number;
}

/** Bytes and the facts derived from them, once for all emails, queue entries and uploads that refer to them. */
interface BlobTable {
  id: Generated<number>;
  container: string;
  start_offset: number;
  size_bytes: number;
  crc32: number;
  refs: number;
  envelope: string | null;
  body_structure: string | null;
  structure: string | null;
  summary: string | null;
}

interface EmailTable {
  id: Generated<number>;
  account_id: number;
  blob_id: number;
  thread_id: number;
  received_at: number;
  /** The Date header in UTC; null when there is none that can be read. */
  sent_at: number | null;
  /** Minutes east of UTC. */
  sent_offset: Generated<number>;
  flags: number;
  /** Space-separated, sorted; null when none. */
  custom: string | null;
  size_bytes: number;
  created_modseq: number;
  modseq: number;
}

interface MembershipTable {
  mailbox_id: number;
  uid: number;
  email_id: number;
  deleted: number;
  /** Null for memberships older than the column. */
  saved_at: number | null;
}

interface ThreadRefTable {
  account_id: number;
  hash: number;
  thread_id: number;
}

interface TombstoneTable {
  account_id: number;
  modseq: number;
  /** See TOMBSTONE in sql/tombstones.ts. */
  type: number;
  object_id: number;
  /** The mailbox of a membership, the thread of an email, else 0. */
  parent_id: number;
  uid: number;
  created_modseq: number;
}

interface UploadTable {
  account_id: number;
  blob_id: number;
  type: string;
  size_bytes: number;
  created_at: number;
}

interface QueueEntryTable {
  id: Generated<number>;
  trace_id: string;
  account_id: number | null;
  /** The envelope without its recipients. */
  envelope: string;
  blob_id: number;
  queued_at: number;
  lease_owner: string | null;
  lease_until: number;
}

interface QueueRecipientTable {
  queue_id: number;
  address: string;
  notify: string | null;
  orcpt: string | null;
  attempts: number;
  next_attempt_at: number;
  last_reply: string | null;
  delay_notified: number;
}

interface SubmissionTable {
  id: Generated<number>;
  account_id: number;
  identity_id: number;
  email_id: number;
  thread_id: number;
  envelope: string;
  send_at: number;
  queue_id: number | null;
  undo_status: string;
  delivery_status: string;
  created_modseq: number;
  modseq: number;
}

interface SessionTable {
  id_hash: string;
  account_id: number;
  created_at: number;
  expires_at: number;
  last_seen_at: number;
  user_agent: string;
  remote_address: string;
}

interface MaildropLoginTable {
  account_id: number;
  last_login_at: number;
}

interface LoginFailureTable {
  key: string;
  failures: number;
  last_failed_at: number;
  blocked_until: number;
}

/** Removed emails that can be brought back; each holds its body. */
interface RetainedEmailTable {
  id: Generated<number>;
  account_id: number;
  mailbox_id: number;
  blob_id: number;
  size_bytes: number;
  received_at: number;
  flags: number;
  custom: string | null;
  removed_at: number;
}

interface RetainedMailboxTable {
  mailbox_id: number;
  account_id: number;
  /** Names from the root, as JSON. */
  path: string;
  removed_at: number;
}

/** Who counts on no body being removed, and until when. */
interface BodyHoldTable {
  holder: string;
  held_until: number;
}

/** Segments whose live records moved: their files go when no reader can hold their name any more. */
interface RetiredContainerTable {
  container: string;
  retired_at: number;
}
