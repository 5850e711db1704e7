import { sql } from 'kysely';
import type { Check } from './check.ts';

/** Sums and bounds kept beside the rows they follow from. */
export const COUNTER_CHECKS: readonly Check[] = [
  {
    kind: 'accountCounters',
    find: sql`SELECT a.id AS account_id, a.email_count || ' emails of ' || a.used_bytes AS stored,
        coalesce(e.n, 0) || ' of ' || coalesce(e.bytes, 0) AS real
      FROM accounts a LEFT JOIN
        (SELECT account_id, count(*) AS n, sum(size_bytes) AS bytes FROM emails GROUP BY account_id) e ON e.account_id = a.id
      WHERE a.email_count <> coalesce(e.n, 0) OR a.used_bytes <> coalesce(e.bytes, 0)`,
    text: ({ stored, real }) => `the quota counts ${stored} bytes, there are ${real} bytes`,
    mend: 'accountCounters',
  },
  {
    kind: 'mailboxCounters',
    find: sql`SELECT b.account_id, b.id AS mailbox_id,
        b.total_emails || ' messages, ' || b.unread_emails || ' unread, ' || b.size_bytes AS stored,
        coalesce(c.n, 0) || ', ' || coalesce(c.unread, 0) || ' unread, ' || coalesce(c.bytes, 0) AS real
      FROM mailboxes b LEFT JOIN
        (SELECT m.mailbox_id, count(*) AS n, sum(e.size_bytes) AS bytes,
           sum(CASE WHEN (e.flags & 9) = 0 THEN 1 ELSE 0 END) AS unread
         FROM memberships m JOIN emails e ON e.id = m.email_id GROUP BY m.mailbox_id) c ON c.mailbox_id = b.id
      WHERE b.total_emails <> coalesce(c.n, 0) OR b.size_bytes <> coalesce(c.bytes, 0)
        OR b.unread_emails <> coalesce(c.unread, 0)`,
    text: ({ stored, real }) => `it counts ${stored} bytes; there are ${real} bytes`,
    mend: 'mailboxCounters',
  },
  {
    // RFC 9051 §2.3.1.1: a UID handed out is never handed out again.
    kind: 'uidNext',
    find: sql`SELECT b.account_id, b.id AS mailbox_id, b.uidnext AS stored, max(u.uid) AS real
      FROM mailboxes b JOIN
        (SELECT mailbox_id, max(uid) AS uid FROM memberships GROUP BY mailbox_id
         UNION ALL SELECT parent_id, max(uid) FROM tombstones WHERE type = 6 GROUP BY parent_id) u ON u.mailbox_id = b.id
      GROUP BY b.account_id, b.id, b.uidnext HAVING b.uidnext <= max(u.uid)`,
    text: ({ stored, real }) => `the next UID would be ${stored}, but ${real} was used already`,
    mend: 'uidNext',
  },
  {
    kind: 'modseq',
    find: sql`SELECT a.id AS account_id, a.modseq AS stored, max(x.modseq) AS real FROM accounts a JOIN
        (SELECT account_id, max(modseq) AS modseq FROM emails GROUP BY account_id
         UNION ALL SELECT account_id, max(modseq) FROM mailboxes GROUP BY account_id
         UNION ALL SELECT account_id, max(modseq) FROM identities GROUP BY account_id
         UNION ALL SELECT account_id, max(modseq) FROM submissions GROUP BY account_id
         UNION ALL SELECT account_id, max(modseq) FROM tombstones GROUP BY account_id
         UNION ALL SELECT id, forgotten_modseq FROM accounts) x ON x.account_id = a.id
      GROUP BY a.id, a.modseq HAVING a.modseq < max(x.modseq)`,
    text: ({ stored, real }) => `its state is ${stored}, but ${real} was given to a change already`,
    mend: 'accountModseq',
  },
  {
    kind: 'modseq',
    find: sql`SELECT b.account_id, b.id AS mailbox_id, b.modseq AS stored, max(e.modseq) AS real
      FROM mailboxes b JOIN memberships m ON m.mailbox_id = b.id JOIN emails e ON e.id = m.email_id
      GROUP BY b.account_id, b.id, b.modseq HAVING b.modseq < max(e.modseq)`,
    text: ({ stored, real }) => `its HIGHESTMODSEQ is ${stored}, but a message has ${real}`,
    mend: 'mailboxModseq',
  },
  {
    kind: 'modseq',
    find: sql`SELECT e.account_id, m.mailbox_id, m.uid, e.id, e.modseq AS stored, e.created_modseq AS real
      FROM emails e LEFT JOIN memberships m ON m.email_id = e.id WHERE e.created_modseq > e.modseq`,
    text: ({ stored, real }) => `last changed at ${stored}, before it was made at ${real}`,
    mend: 'emailModseq',
  },
];
