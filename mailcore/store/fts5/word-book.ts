import type { AccountId } from '../../model/ids.ts';
import type { Connection } from '../sqlite/driver.ts';
import type { EmailTokens } from './index-tokens.ts';

/** Words seen lately are not asked for again. */
const REMEMBERED_WORDS = 200_000;
/** A block that reached this length is closed. */
const BLOCK_BYTES = 16 * 1024;

/** Which words an account's mails hold. Lives within the transactions of its writer. */
export class WordBook {
  readonly #sql: Connection;
  readonly #known = new Set<string>();
  readonly #fresh = new Map<AccountId, string[]>();

  constructor(connection: Connection) {
    this.#sql = connection;
  }

  add(accountId: AccountId, { columns }: EmailTokens): void {
    for (const column of columns) for (const word of column?.words ?? []) this.#addWord(accountId, word);
  }

  /** Writes the words that are new. */
  flush(): void {
    for (const [accountId, words] of this.#fresh) this.#append(accountId, words);
    this.#fresh.clear();
  }

  removeAccount(accountId: AccountId): void {
    this.forget();
    this.#sql.run('DELETE FROM words WHERE account_id = ?', accountId);
    this.#sql.run('DELETE FROM word_blocks WHERE account_id = ?', accountId);
  }

  /** After a transaction that did not commit. */
  forget(): void {
    this.#known.clear();
    this.#fresh.clear();
  }

  #addWord(accountId: AccountId, word: string): void {
    const key = `${accountId} ${word}`;
    if (this.#known.has(key)) return;
    if (this.#known.size >= REMEMBERED_WORDS) this.#known.clear();
    this.#known.add(key);
    const { changes } = this.#sql.run(
      'INSERT INTO words (account_id, word) VALUES (?, ?) ON CONFLICT DO NOTHING',
      accountId,
      word,
    );
    if (changes === 0) return;
    const fresh = this.#fresh.get(accountId);
    if (fresh) fresh.push(word);
    else this.#fresh.set(accountId, [word]);
  }

  #append(accountId: AccountId, words: readonly string[]): void {
    const last = this.#sql.get(
      'SELECT number, words FROM word_blocks WHERE account_id = ? ORDER BY number DESC LIMIT 1',
      accountId,
    );
    const added = Buffer.from(`${words.join('\n')}\n`);
    const before = last?.[1] instanceof Uint8Array ? last[1] : new Uint8Array();
    const isOpen = last !== undefined && before.length < BLOCK_BYTES;
    this.#sql.run(
      'INSERT INTO word_blocks (account_id, number, words) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET words = excluded.words',
      accountId,
      isOpen ? Number(last[0]) : Number(last?.[0] ?? 0) + 1,
      isOpen ? Buffer.concat([before, added]) : added,
    );
  }
}

/** The words of an account that contain `part`, which holds no line break. */
export function wordsContaining(sql: Connection, accountId: AccountId, part: string): string[] {
  const found: string[] = [];
  const needle = Buffer.from(part);
  const blocks = sql.iterate('SELECT words FROM word_blocks WHERE account_id = ? ORDER BY number', accountId);
  for (const [block] of blocks) {
    if (!(block instanceof Uint8Array)) continue;
    const bytes = Buffer.from(block.buffer, block.byteOffset, block.length);
    for (let at = bytes.indexOf(needle); at >= 0;) {
      const end = bytes.indexOf(0x0a, at);
      found.push(bytes.toString('utf8', bytes.lastIndexOf(0x0a, at) + 1, end));
      at = bytes.indexOf(needle, end);
    }
  }
  return found;
}
