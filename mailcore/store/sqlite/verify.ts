import { crc32 } from 'node:zlib';
import { containerPath, type DataFiles } from '../data-files.ts';
import { FileReader } from '../file-reader.ts';
import type { SqlRow } from '../sql/connection.ts';
import type { Reader } from './reader.ts';

/** Each query finds rows at fault; its columns complete the sentence. One statement each, so one snapshot each. */
const CHECKS: readonly { readonly fault: (row: SqlRow) => string; readonly sql: string }[] = [
  {
    fault: ([account]) => `account ${account}: used bytes or email count differ from its emails`,
    sql: `SELECT a.id FROM accounts a LEFT JOIN
        (SELECT account_id, count(*) AS n, sum(size_bytes) AS bytes FROM emails GROUP BY account_id) e ON e.account_id = a.id
      WHERE a.email_count <> coalesce(e.n, 0) OR a.used_bytes <> coalesce(e.bytes, 0)`,
  },
  {
    fault: ([mailbox]) => `mailbox ${mailbox}: counters differ from its emails`,
    sql: `SELECT b.id FROM mailboxes b LEFT JOIN
        (SELECT m.mailbox_id, count(*) AS n, sum(e.size_bytes) AS bytes, sum((e.flags & 9) = 0) AS unread, max(m.uid) AS uid
         FROM memberships m JOIN emails e ON e.id = m.email_id GROUP BY m.mailbox_id) c ON c.mailbox_id = b.id
      WHERE b.total_emails <> coalesce(c.n, 0) OR b.size_bytes <> coalesce(c.bytes, 0)
        OR b.unread_emails <> coalesce(c.unread, 0) OR b.uidnext <= coalesce(c.uid, 0)`,
  },
  {
    fault: ([mailbox, uid]) => `mailbox ${mailbox} uid ${uid}: no such email or mailbox of its account`,
    sql: `SELECT m.mailbox_id, m.uid FROM memberships m LEFT JOIN emails e ON e.id = m.email_id
        LEFT JOIN mailboxes b ON b.id = m.mailbox_id
      WHERE e.id IS NULL OR b.id IS NULL OR b.account_id <> e.account_id`,
  },
  {
    fault: ([email]) => `email ${email}: in no mailbox`,
    sql: 'SELECT e.id FROM emails e WHERE NOT EXISTS (SELECT 1 FROM memberships m WHERE m.email_id = e.id)',
  },
  {
    fault: ([email]) => `email ${email}: no such account, or a modseq beyond the account's`,
    sql: 'SELECT e.id FROM emails e LEFT JOIN accounts a ON a.id = e.account_id WHERE a.id IS NULL OR e.modseq > a.modseq',
  },
  {
    fault: ([email]) => `email ${email}: no body`,
    sql: 'SELECT e.id FROM emails e LEFT JOIN blobs b ON b.id = e.blob_id WHERE b.id IS NULL OR b.envelope IS NULL',
  },
  {
    fault: ([blob]) => `body ${blob}: reference count differs from what refers to it`,
    sql: `SELECT b.id FROM blobs b LEFT JOIN
        (SELECT blob_id, count(*) AS n FROM (SELECT blob_id FROM emails UNION ALL SELECT blob_id FROM uploads
          UNION ALL SELECT blob_id FROM queue_entries) GROUP BY blob_id) r ON r.blob_id = b.id
      WHERE b.refs <> coalesce(r.n, 0)`,
  },
  {
    fault: ([entry]) => `queue entry ${entry}: no recipients`,
    sql: 'SELECT q.id FROM queue_entries q WHERE NOT EXISTS (SELECT 1 FROM queue_recipients r WHERE r.queue_id = q.id)',
  },
];

const BATCH = 500;

export async function* verify(reader: Reader, files: DataFiles): AsyncGenerator<{ fault: string }> {
  const damage = await reader.snapshot((sql) => sql.all('PRAGMA quick_check'));
  for (const [text] of damage) if (text !== 'ok') yield { fault: `database: ${String(text)}` };
  for (const check of CHECKS) {
    const rows = await reader.snapshot((sql) => sql.all(check.sql));
    for (const row of rows) yield { fault: check.fault(row) };
  }
  yield* verifyBodies(reader, files);
}

async function* verifyBodies(reader: Reader, files: DataFiles): AsyncGenerator<{ fault: string }> {
  const file = new FileReader();
  try {
    for (let after = 0; ;) {
      const rows = await reader.snapshot((sql) => sql.all(BODIES, after, BATCH));
      for (const row of rows) {
        const fault = await bodyFault(file, files, row);
        const [id] = row;
        // A sweep may have moved or removed the body since the batch was read.
        if (fault && (await isCurrent(reader, row))) yield { fault: `body ${String(id)}: ${fault}` };
      }
      if (rows.length < BATCH) return;
      after = Number(rows.at(-1)?.[0]);
    }
  } finally {
    file.close();
  }
}

const BODIES =
  'SELECT id, container, start_offset, size_bytes, crc32 FROM blobs WHERE id > ? ORDER BY id LIMIT ?';

const CHUNK_BYTES = 1024 * 1024;

async function bodyFault(file: FileReader, files: DataFiles, row: SqlRow): Promise<string | null> {
  const [, container, offset, sizeBytes, checksum] = row;
  const path = containerPath(files, String(container));
  let crc = 0;
  try {
    for (let at = 0; at < Number(sizeBytes); at += CHUNK_BYTES) {
      const length = Math.min(CHUNK_BYTES, Number(sizeBytes) - at);
      crc = crc32(await file.read(path, Number(offset) + at, length), crc);
    }
  } catch (error) {
    return `cannot be read (${error instanceof Error ? error.message : 'unknown'})`;
  }
  return crc === checksum ? null : 'checksum differs';
}

function isCurrent(reader: Reader, [id, container, offset]: SqlRow): Promise<boolean> {
  return reader.snapshot((sql) => {
    const now = sql.get('SELECT container, start_offset FROM blobs WHERE id = ?', id ?? 0);
    return now !== undefined && now[0] === container && now[1] === offset;
  });
}
