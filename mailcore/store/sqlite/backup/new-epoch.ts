import type { Connection } from '../driver.ts';

/** More than any installation hands out between a backup and its restore. Ids are whole numbers up to 2^53, UIDs up to 2^32. */
const ID_GAP = 1_000_000_000;
const UID_GAP = 10_000_000;
const MAX_UID_NEXT = 4_294_967_295;

/**
 * Makes sure that nothing handed out after the backup is handed out again for something else. Every mailbox gets a new UIDVALIDITY,
 * as clients may know UIDs that are gone now (RFC 9051 §2.3.1.1); the UIDs themselves stay and POP3 keeps its unique-ids, with a gap before
 * the next. States of before are unknown from now on (RFC 8620 §5.2), and all browsers are signed out.
 */
export function beginEpoch(connection: Connection, now: Date): void {
  const seconds = Math.floor(now.getTime() / 1_000);
  connection.exec('BEGIN IMMEDIATE');
  connection.run(
    `UPDATE mailboxes SET uidl_validity = coalesce(uidl_validity, uidvalidity),
       uidvalidity = max(?, 1 + (SELECT last_uidvalidity FROM accounts a WHERE a.id = account_id)),
       uidnext = min(uidnext + ?, ?)`,
    seconds,
    UID_GAP,
    MAX_UID_NEXT,
  );
  connection.run(
    `UPDATE accounts SET modseq = modseq + ?, forgotten_modseq = modseq + ?, last_uidvalidity = max(?, 1 + last_uidvalidity)`,
    ID_GAP,
    ID_GAP,
    seconds,
  );
  connection.run('UPDATE sqlite_sequence SET seq = seq + ?', ID_GAP);
  connection.run(
    `INSERT INTO sqlite_sequence (name, seq) SELECT name, ? FROM sqlite_schema
     WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' AND name NOT IN (SELECT name FROM sqlite_sequence)`,
    ID_GAP,
  );
  connection.run('DELETE FROM sessions');
  connection.run('DELETE FROM body_holds');
  connection.exec('COMMIT');
}
