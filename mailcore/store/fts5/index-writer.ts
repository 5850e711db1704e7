import type { AccountId, EmailId, ModSeq } from '../../model/ids.ts';
import type { Connection } from '../sqlite/driver.ts';
import { columnValues, type EmailTokens, everyEmailToken } from './index-tokens.ts';
import { WordBook } from './word-book.ts';

/** What a rebuild or a crash left behind is replaced. */
const INSERT = `INSERT OR REPLACE INTO emails (rowid, subject, "from", "to", cc, bcc, header, body, attachments)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** An email to be indexed. */
export interface IndexedEmail {
  readonly emailId: EmailId;
  readonly accountId: AccountId;
  readonly tokens: EmailTokens;
}

export interface IndexState {
  readonly lastEmailId: EmailId;
  readonly lastEmail: string;
}

/** An account in the index; `rebuildFrom` < id <= `rebuildTo`: its emails that are not indexed. */
export interface IndexAccount {
  readonly accountId: AccountId;
  readonly modseq: ModSeq;
  readonly rebuildFrom: EmailId;
  readonly rebuildTo: EmailId;
}

/** The one writer of an index. Every method is one transaction; none waits for the disk. */
export class IndexWriter {
  readonly #sql: Connection;
  readonly #words: WordBook;

  constructor(connection: Connection) {
    this.#sql = connection;
    this.#words = new WordBook(connection);
  }

  state(): IndexState {
    const row = this.#sql.get('SELECT last_email_id, last_email FROM state');
    return { lastEmailId: Number(row?.[0] ?? 0) as EmailId, lastEmail: String(row?.[1] ?? '') };
  }

  accountIds(): AccountId[] {
    return this.#sql.all('SELECT account_id FROM accounts').map((row) => Number(row[0]) as AccountId);
  }

  /** Null when nothing of it is in the index. */
  account(accountId: AccountId): IndexAccount | null {
    return this.#account('account_id = ?', accountId);
  }

  /** Some account that is being rebuilt. */
  nextRebuild(): IndexAccount | null {
    return this.#account('rebuild_from < rebuild_to');
  }

  /** `modseqs`: of the accounts, when the emails were read; an account that is known keeps its own. */
  add(emails: readonly IndexedEmail[], modseqs: ReadonlyMap<AccountId, ModSeq>, next: IndexState): void {
    this.#transaction(() => {
      this.#insert(emails);
      for (const [accountId, modseq] of modseqs)
        this.#sql.run(
          'INSERT INTO accounts (account_id, modseq, rebuild_from, rebuild_to) VALUES (?, ?, 0, 0) ON CONFLICT DO NOTHING',
          accountId,
          modseq,
        );
      this.#sql.run('UPDATE state SET last_email_id = ?, last_email = ?', next.lastEmailId, next.lastEmail);
    });
  }

  /** Adds emails of an account that is being rebuilt, up to `rebuildFrom`. */
  addRebuilt(accountId: AccountId, emails: readonly IndexedEmail[], rebuildFrom: EmailId): void {
    this.#transaction(() => {
      this.#insert(emails);
      this.#sql.run('UPDATE accounts SET rebuild_from = ? WHERE account_id = ?', rebuildFrom, accountId);
    });
  }

  /** Removes emails that are no more. */
  remove(accountId: AccountId, emailIds: readonly EmailId[], modseq: ModSeq): void {
    this.#transaction(() => {
      this.#delete(emailIds);
      this.#sql.run('UPDATE accounts SET modseq = ? WHERE account_id = ?', modseq, accountId);
    });
  }

  /** Ids of the account's emails in the index. */
  emailIds(accountId: AccountId): EmailId[] {
    const token = `"${everyEmailToken(accountId)}"`;
    return this.#sql
      .all('SELECT rowid FROM emails WHERE emails MATCH ?', token)
      .map((row) => Number(row[0]) as EmailId);
  }

  /** Removes all of an account that is no more. */
  removeAccount(accountId: AccountId): void {
    this.#transaction(() => {
      this.#empty(accountId);
      this.#sql.run('DELETE FROM accounts WHERE account_id = ?', accountId);
    });
  }

  /** Forgets an account's emails; those up to the last one indexed are to be added again. `modseq` as it is now. */
  beginRebuild(accountId: AccountId, modseq: ModSeq): void {
    this.#transaction(() => {
      this.#empty(accountId);
      this.#sql.run(
        `INSERT INTO accounts (account_id, modseq, rebuild_from, rebuild_to) SELECT ?, ?, 0, last_email_id FROM state WHERE true
         ON CONFLICT DO UPDATE SET modseq = excluded.modseq, rebuild_from = 0, rebuild_to = excluded.rebuild_to`,
        accountId,
        modseq,
      );
    });
  }

  /** Forgets everything: all emails are to be added again. */
  beginRebuildOfAll(): void {
    this.#transaction(() => {
      this.#sql.run(`INSERT INTO emails (emails) VALUES ('delete-all')`);
      for (const table of ['accounts', 'words', 'word_blocks']) this.#sql.run(`DELETE FROM ${table}`);
      this.#words.forget();
      this.#sql.run(`UPDATE state SET generation = generation + 1, last_email_id = 0, last_email = ''`);
    });
  }

  close(): void {
    this.#sql.close();
  }

  #account(condition: string, ...params: number[]): IndexAccount | null {
    const row = this.#sql.get(
      `SELECT account_id, modseq, rebuild_from, rebuild_to FROM accounts WHERE ${condition} LIMIT 1`,
      ...params,
    );
    if (!row) return null;
    const [accountId, modseq, rebuildFrom, rebuildTo] = row.map(Number);
    return {
      accountId: accountId as AccountId,
      modseq: modseq as ModSeq,
      rebuildFrom: rebuildFrom as EmailId,
      rebuildTo: rebuildTo as EmailId,
    };
  }

  #insert(emails: readonly IndexedEmail[]): void {
    for (const { emailId, accountId, tokens } of emails) {
      this.#sql.run(INSERT, emailId, ...columnValues(accountId, tokens));
      this.#words.add(accountId, tokens);
    }
    this.#words.flush();
  }

  #delete(emailIds: readonly EmailId[]): void {
    for (const id of emailIds) this.#sql.run('DELETE FROM emails WHERE rowid = ?', id);
  }

  /** Emails that exist leave the index: who is searching starts again. */
  #empty(accountId: AccountId): void {
    this.#delete(this.emailIds(accountId));
    this.#words.removeAccount(accountId);
    this.#sql.run('UPDATE state SET generation = generation + 1');
  }

  #transaction(work: () => void): void {
    this.#sql.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#sql.exec('COMMIT');
    } catch (error) {
      this.#words.forget();
      if (this.#sql.isTransaction) this.#sql.exec('ROLLBACK');
      throw error;
    }
  }
}
