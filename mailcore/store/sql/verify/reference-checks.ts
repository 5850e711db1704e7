import { sql } from 'kysely';
import type { Check } from './check.ts';

/** Everything that holds a body, one row each. */
export const BODY_REFERENCES = sql`SELECT blob_id FROM emails
  UNION ALL SELECT blob_id FROM uploads
  UNION ALL SELECT blob_id FROM queue_entries
  UNION ALL SELECT blob_id FROM retained_emails`;

/** Bodies, and what is on its way out. */
export const REFERENCE_CHECKS: readonly Check[] = [
  {
    kind: 'bodyReferences',
    find: sql`SELECT b.id, b.refs AS stored, r.n AS real FROM blobs b
      JOIN (SELECT blob_id, count(*) AS n FROM (${BODY_REFERENCES}) x GROUP BY blob_id) r ON r.blob_id = b.id
      WHERE b.refs <> r.n`,
    text: ({ id, stored, real }) => `body ${id} is held ${real} times, and ${stored} times are counted`,
    mend: 'bodyReferences',
  },
  {
    // Lowering the count to 0 would remove the bytes for good.
    kind: 'bodyReferences',
    find: sql`SELECT b.id, b.refs AS stored, b.size_bytes AS real FROM blobs b
      LEFT JOIN (${BODY_REFERENCES}) r ON r.blob_id = b.id WHERE b.refs <> 0 AND r.blob_id IS NULL`,
    text: ({ id, real }) => `body ${id} of ${real} bytes belongs to no message any more; it is kept`,
    mend: null,
  },
  {
    kind: 'upload',
    find: sql`SELECT u.account_id, u.blob_id AS id FROM uploads u LEFT JOIN blobs b ON b.id = u.blob_id WHERE b.id IS NULL`,
    text: ({ id }) => `the bytes of upload ${id} are not there`,
    mend: 'upload',
  },
  {
    kind: 'retained',
    find: sql`SELECT a.id AS account_id, r.id, r.blob_id AS stored FROM retained_emails r
      LEFT JOIN blobs b ON b.id = r.blob_id LEFT JOIN accounts a ON a.id = r.account_id WHERE b.id IS NULL OR a.id IS NULL`,
    text: ({ id }) => `removed email ${id} cannot be brought back: its body or its account is not there`,
    mend: 'retained',
  },
  {
    kind: 'queue',
    find: sql`SELECT q.account_id, q.id FROM queue_entries q
      WHERE NOT EXISTS (SELECT 1 FROM queue_recipients r WHERE r.queue_id = q.id)`,
    text: ({ id }) => `queue entry ${id} has no recipients left`,
    mend: 'queueEntry',
  },
  {
    kind: 'queue',
    find: sql`SELECT r.queue_id AS id FROM queue_recipients r LEFT JOIN queue_entries q ON q.id = r.queue_id
      WHERE q.id IS NULL GROUP BY r.queue_id`,
    text: ({ id }) => `recipients of queue entry ${id} are left, the entry is not`,
    mend: 'queueRecipients',
  },
  {
    kind: 'queue',
    find: sql`SELECT q.account_id, q.id FROM queue_entries q LEFT JOIN blobs b ON b.id = q.blob_id WHERE b.id IS NULL`,
    text: ({ id }) => `queue entry ${id}: the message to be sent is lost`,
    mend: null,
  },
  {
    kind: 'submission',
    find: sql`SELECT s.account_id, s.id FROM submissions s LEFT JOIN queue_entries q ON q.id = s.queue_id
      WHERE s.undo_status = 'pending' AND s.queue_id IS NOT NULL AND q.id IS NULL`,
    text: ({ id }) => `submission ${id} waits for a queue entry that is not there`,
    mend: 'submission',
  },
];
