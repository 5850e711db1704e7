import { existsSync, rmSync } from 'node:fs';
import { Connection } from '../sqlite/driver.ts';

/** Counted up when what stands in the index changes its meaning: an index of another version is made anew. */
const VERSION = 2;
/** FTS5 gathers this much in memory before it writes a segment. */
const GATHERED_BYTES = 16 * 1024 * 1024;

/**
 * - `state`: every email up to `last_email_id` is indexed, but those of an account that is being rebuilt. `last_email` is how that
 *   email looked, so that an index beside another database is known. `generation` counts what took emails out that exist.
 * - `accounts`: those with something in the index. Deletions up to `modseq` have left it. Emails with
 *   `rebuild_from` < id <= `rebuild_to` are not indexed.
 * - `words` with `word_blocks`: which words an account's mails hold, once to ask for one, once to be read from end to end.
 * - `emails`: rowid is the email's id; every token begins with its account, see index-tokens.ts.
 */
const SCHEMA = `
CREATE TABLE state (
  version INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  last_email_id INTEGER NOT NULL,
  last_email TEXT NOT NULL
);
CREATE TABLE accounts (
  account_id INTEGER PRIMARY KEY,
  modseq INTEGER NOT NULL,
  rebuild_from INTEGER NOT NULL,
  rebuild_to INTEGER NOT NULL
);
CREATE INDEX accounts_rebuilding ON accounts (account_id) WHERE rebuild_from < rebuild_to;
CREATE TABLE words (
  account_id INTEGER NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (account_id, word)
) WITHOUT ROWID;
CREATE TABLE word_blocks (
  account_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  words BLOB NOT NULL,
  PRIMARY KEY (account_id, number)
);
CREATE VIRTUAL TABLE emails USING fts5(
  subject, "from", "to", cc, bcc, header, body, attachments,
  content = '', contentless_delete = 1, detail = column, tokenize = "ascii tokenchars '_'"
);
INSERT INTO emails (emails, rank) VALUES ('hashsize', ${GATHERED_BYTES});
INSERT INTO state (version, generation, last_email_id, last_email) VALUES (${VERSION}, 0, 0, '');
`;

/** Opens the index for its one writer, made anew when it is missing or of another version. Throws when it is damaged. */
export function openIndexDatabase(path: string): Connection {
  const connection = new Connection(path, { hasFullText: true });
  try {
    // It can be made again: nobody waits for the disk. With a log it stays consistent all the same.
    connection.exec('PRAGMA synchronous = NORMAL');
    if (versionOf(connection) === VERSION) return connection;
    if (versionOf(connection) === null) {
      connection.exec(`BEGIN; ${SCHEMA} COMMIT;`);
      return connection;
    }
  } catch (error) {
    connection.close();
    throw error;
  }
  connection.close();
  removeIndexDatabase(path);
  return openIndexDatabase(path);
}

/** Null when nothing is there yet. */
function versionOf(connection: Connection): number | null {
  if (!connection.get(`SELECT 1 FROM sqlite_schema WHERE name = 'state'`)) return null;
  return Number(connection.get('SELECT version FROM state')?.[0] ?? 0);
}

export function removeIndexDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
}

/** Opens the index to read; null when there is none that this program understands. Throws when it is damaged. */
export function openIndexReader(path: string): Connection | null {
  if (!existsSync(path)) return null;
  const connection = new Connection(path, { readOnly: true });
  try {
    if (versionOf(connection) === VERSION) return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
  connection.close();
  return null;
}
