import type { StoreEvent } from '../../model/change.ts';
import type { AccountId, BlobId, EmailId } from '../../model/ids.ts';
import type { Blobs } from '../blobs.ts';
import type { DataFiles } from '../data-files.ts';
import { isCorruption } from '../sqlite/driver.ts';
import { readStoredDocument } from '../stored-document.ts';
import { openIndexDatabase, removeIndexDatabase } from './index-database.ts';
import { IndexerPace } from './indexer-pace.ts';
import { IndexRequests } from './index-requests.ts';
import { BATCH_EMAILS, IndexSource, type SourceEmail } from './index-source.ts';
import { type EmailTokens, emailTokens, UNREADABLE } from './index-tokens.ts';
import { type IndexAccount, type IndexedEmail, IndexWriter } from './index-writer.ts';

interface Rebuild {
  readonly accountId: AccountId;
  readonly rebuildTo: EmailId;
  readonly ids: readonly EmailId[];
}

/**
 * Keeps the index in step with the store: one at a time, in the process that owns the data directory. Each step is one
 * transaction that carries its own cursor, so it may be killed between any two instructions.
 */
export class Indexer {
  readonly #files: DataFiles;
  readonly #blobs: Blobs;
  readonly #source: IndexSource;
  readonly #requests: IndexRequests;
  readonly #touched = new Set<AccountId>();
  readonly #pace = new IndexerPace();
  #writer: IndexWriter | null = null;
  #rebuild: Rebuild | null = null;
  #isStopped = false;

  constructor(files: DataFiles, blobs: Blobs) {
    this.#files = files;
    this.#blobs = blobs;
    this.#source = new IndexSource(files.database);
    this.#requests = new IndexRequests(files.searchRequests);
  }

  /** Remembers what an event says has changed, for the next {@link catchUp}; returns whether there is anything to do. */
  notice(event: StoreEvent): boolean {
    if (event.kind === 'directory') {
      if (event.accountId !== null) this.#touched.add(event.accountId);
      return event.accountId !== null;
    }
    if (event.kind !== 'account' || !event.types.includes('Email')) return false;
    this.#touched.add(event.accountId);
    this.#pace.noticeChange();
    return true;
  }

  hasRequests(): boolean {
    return this.#requests.list().length > 0;
  }

  /** Does all there is to do. A damaged index is made anew; any other failure rejects, and what is done stays done. */
  async catchUp(): Promise<void> {
    try {
      await this.#catchUp(this.#open());
    } catch (error) {
      if (this.#isStopped || !isCorruption(error)) throw error;
      this.#recreate();
      await this.#catchUp(this.#open());
    }
  }

  /** Ends a {@link catchUp} after its current step. */
  stop(): void {
    this.#isStopped = true;
    this.#pace.end();
  }

  close(): void {
    this.stop();
    this.#writer?.close();
    this.#writer = null;
    this.#source.close();
  }

  /** What is asked and what is gone come before each step: neither waits for a long backlog. */
  async #catchUp(writer: IndexWriter): Promise<void> {
    let current = writer;
    do {
      current = this.#obeyRequests(current);
      this.#removeGone(current);
    } while (!this.#isStopped && (await this.#pace.take(() => this.#indexStep(current))));
  }

  async #indexStep(writer: IndexWriter): Promise<boolean> {
    return (await this.#indexNew(writer)) || (await this.#indexRebuilt(writer));
  }

  #open(): IndexWriter {
    if (this.#writer) return this.#writer;
    let writer: IndexWriter;
    try {
      writer = new IndexWriter(openIndexDatabase(this.#files.search));
    } catch (error) {
      if (!isCorruption(error)) throw error;
      removeIndexDatabase(this.#files.search);
      writer = new IndexWriter(openIndexDatabase(this.#files.search));
    }
    this.#writer = writer;
    if (this.#isOfAnotherStore(writer)) return this.#recreate();
    for (const accountId of writer.accountIds()) this.#touched.add(accountId);
    return writer;
  }

  /** A data directory may hold a restored database beside a later index. */
  #isOfAnotherStore(writer: IndexWriter): boolean {
    const { lastEmailId, lastEmail } = writer.state();
    if (lastEmailId > this.#source.lastEmailId()) return true;
    const found = this.#source.fingerprint(lastEmailId);
    return found !== null && found !== lastEmail;
  }

  #recreate(): IndexWriter {
    this.#writer?.close();
    removeIndexDatabase(this.#files.search);
    this.#writer = new IndexWriter(openIndexDatabase(this.#files.search));
    this.#touched.clear();
    return this.#writer;
  }

  /** Returns the writer to go on with. */
  #obeyRequests(writer: IndexWriter): IndexWriter {
    let current = writer;
    for (const request of this.#requests.list()) {
      if (request === 'recreate') current = this.#recreate();
      else if (request === 'all') current.beginRebuildOfAll();
      else this.#beginRebuild(current, request);
      this.#requests.remove(request);
    }
    return current;
  }

  #beginRebuild(writer: IndexWriter, accountId: AccountId): void {
    const modseq = this.#source.modseq(accountId);
    if (modseq !== null) writer.beginRebuild(accountId, modseq);
  }

  #removeGone(writer: IndexWriter): void {
    for (const accountId of this.#touched) {
      if (this.#isStopped) return;
      const account = writer.account(accountId);
      if (account) this.#removeGoneOf(writer, account);
      this.#touched.delete(accountId);
    }
  }

  #removeGoneOf(writer: IndexWriter, { accountId, modseq }: IndexAccount): void {
    const now = this.#source.modseq(accountId);
    if (now === null) {
      writer.removeAccount(accountId);
      return;
    }
    const gone = this.#source.destroyed(accountId, modseq) ?? this.#missing(writer, accountId);
    // Most changes destroy nothing, and then nothing is written.
    if (gone.length > 0) writer.remove(accountId, gone, now);
  }

  #missing(writer: IndexWriter, accountId: AccountId): EmailId[] {
    const alive = new Set(this.#source.emailIds(accountId));
    return writer.emailIds(accountId).filter((id) => !alive.has(id));
  }

  /** One batch of emails beyond the cursor; returns false when there was none. */
  async #indexNew(writer: IndexWriter): Promise<boolean> {
    const { emails, modseqs } = this.#source.next(writer.state().lastEmailId);
    const last = emails.at(-1);
    if (!last) return false;
    writer.add(await this.#tokenise(emails), modseqs, {
      lastEmailId: last.emailId,
      lastEmail: [last.accountId, last.blobId, last.receivedAt].join(' '),
    });
    return true;
  }

  /** One batch of an account that is being rebuilt; returns false when there is none. */
  async #indexRebuilt(writer: IndexWriter): Promise<boolean> {
    const account = writer.nextRebuild();
    if (!account) return false;
    const { accountId, rebuildTo } = account;
    const ids = this.#idsToRebuild(account);
    const emails = this.#source.emails(ids);
    const last = emails.at(-1)?.emailId ?? ids.at(-1) ?? rebuildTo;
    writer.addRebuilt(accountId, await this.#tokenise(emails), last);
    return true;
  }

  /** The next ones; finding all of an account costs as much as finding a few, so that is done once. */
  #idsToRebuild({ accountId, rebuildFrom, rebuildTo }: IndexAccount): EmailId[] {
    if (this.#rebuild?.accountId !== accountId || this.#rebuild.rebuildTo !== rebuildTo) {
      this.#rebuild = { accountId, rebuildTo, ids: this.#source.emailIds(accountId, 0, rebuildTo) };
    }
    const { ids } = this.#rebuild;
    const start = ids.findIndex((id) => id > rebuildFrom);
    return start < 0 ? [] : ids.slice(start, start + BATCH_EMAILS);
  }

  /** Emails on one body are read once. */
  async #tokenise(emails: readonly SourceEmail[]): Promise<IndexedEmail[]> {
    const byBlob = new Map<BlobId, EmailTokens>();
    const indexed: IndexedEmail[] = [];
    for (const email of emails) {
      const { emailId, accountId, blobId } = email;
      const tokens = byBlob.get(blobId) ?? (await this.#tokensOf(email));
      if (tokens === null) continue;
      byBlob.set(blobId, tokens);
      indexed.push({ emailId, accountId, tokens });
    }
    return indexed;
  }

  /** Null for an email that was destroyed meanwhile. */
  async #tokensOf({ emailId, location, content }: SourceEmail): Promise<EmailTokens | null> {
    try {
      return emailTokens(await readStoredDocument(this.#blobs, location, content));
    } catch {
      // A body that cannot be read, or that no reader of mail was ready for: it must not stop the others.
      return this.#source.exists(emailId) ? UNREADABLE : null;
    }
  }
}
