import { sql } from 'kysely';
import type { Check } from './check.ts';

/** Rows that name each other. */
export const ROW_CHECKS: readonly Check[] = [
  {
    kind: 'mailbox',
    find: sql`SELECT b.account_id, b.id AS mailbox_id FROM mailboxes b LEFT JOIN mailboxes p ON p.id = b.parent_id
      WHERE b.parent_id IS NOT NULL AND (p.id IS NULL OR p.account_id <> b.account_id)`,
    text: () => 'the mailbox it stands in is not there',
    mend: 'mailboxParent',
  },
  {
    kind: 'account',
    find: sql`SELECT a.id AS account_id FROM accounts a
      WHERE NOT EXISTS (SELECT 1 FROM mailboxes b WHERE b.account_id = a.id AND b.role = 'inbox')`,
    text: () => 'it has no inbox',
    mend: null,
  },
  {
    kind: 'membership',
    find: sql`SELECT b.account_id, m.mailbox_id, m.uid, m.email_id AS id FROM memberships m
      LEFT JOIN emails e ON e.id = m.email_id LEFT JOIN mailboxes b ON b.id = m.mailbox_id
      WHERE e.id IS NULL OR b.id IS NULL OR b.account_id <> e.account_id`,
    text: ({ id }) => `email ${id} is not there: the message is lost`,
    mend: 'membership',
  },
  {
    kind: 'placelessEmail',
    find: sql`SELECT e.account_id, e.id FROM emails e JOIN accounts a ON a.id = e.account_id
      WHERE NOT EXISTS (SELECT 1 FROM memberships m WHERE m.email_id = e.id)`,
    text: ({ id }) => `email ${id} is in no mailbox`,
    mend: 'placelessEmail',
  },
  {
    kind: 'account',
    find: sql`SELECT e.id, e.account_id AS stored FROM emails e LEFT JOIN accounts a ON a.id = e.account_id WHERE a.id IS NULL`,
    text: ({ id, stored }) => `email ${id} is of account ${stored}, which is not there`,
    mend: null,
  },
  {
    kind: 'body',
    find: sql`SELECT e.account_id, m.mailbox_id, m.uid, e.id, e.blob_id AS stored FROM emails e
      LEFT JOIN blobs b ON b.id = e.blob_id LEFT JOIN memberships m ON m.email_id = e.id WHERE b.id IS NULL`,
    text: ({ stored }) => `body ${stored} is not there: the message is lost`,
    mend: null,
  },
  {
    kind: 'thread',
    find: sql`SELECT e.account_id, m.mailbox_id, m.uid, e.id, e.thread_id AS stored FROM emails e
      LEFT JOIN memberships m ON m.email_id = e.id
      WHERE e.thread_id > e.id OR EXISTS
        (SELECT 1 FROM emails o WHERE o.thread_id = e.thread_id AND o.account_id <> e.account_id AND o.id < e.id)`,
    text: ({ stored }) => `thread ${stored} is not one it can be in`,
    mend: 'thread',
  },
  {
    kind: 'tombstone',
    find: sql`SELECT t.account_id, t.parent_id AS mailbox_id, t.uid, t.object_id AS id FROM tombstones t
      JOIN memberships m ON m.mailbox_id = t.parent_id AND m.uid = t.uid WHERE t.type = 6`,
    text: () => 'the message is remembered as removed, and is there',
    mend: 'membershipTombstone',
  },
  {
    kind: 'tombstone',
    find: sql`SELECT t.account_id, t.object_id AS id FROM tombstones t JOIN emails e ON e.id = t.object_id WHERE t.type = 2`,
    text: ({ id }) => `email ${id} is remembered as removed, and is there`,
    mend: 'emailTombstone',
  },
  {
    kind: 'tombstone',
    find: sql`SELECT t.account_id AS id FROM tombstones t LEFT JOIN accounts a ON a.id = t.account_id
      WHERE a.id IS NULL GROUP BY t.account_id`,
    text: ({ id }) => `removals of account ${id} are remembered, which is not there`,
    mend: 'accountTombstones',
  },
];
