import { setTimeout as delay } from 'node:timers/promises';
import { statSync } from 'node:fs';
import { MailError } from '../../errors.ts';
import type { AccountId, EmailId } from '../../model/ids.ts';
import type { DataFiles } from '../data-files.ts';
import type { SearchIndex, SearchIndexStatus } from '../search.ts';
import { openIndexReader } from './index-database.ts';
import { IndexRequests } from './index-requests.ts';
import { IndexSource } from './index-source.ts';

const LOOK_INTERVAL_MS = 100;
/** Who writes the index looks for requests every second, but may have a large step to finish. */
const ANSWER_TIMEOUT_MS = 60_000;

interface Backlog {
  readonly lastEmailId: EmailId;
  readonly accounts: readonly { accountId: AccountId; rebuildFrom: EmailId; rebuildTo: EmailId }[];
}

const NOTHING: Backlog = { lastEmailId: 0 as EmailId, accounts: [] };

/** The index as an operator sees it, from any thread or process. */
export class Fts5SearchIndex implements SearchIndex {
  readonly #files: DataFiles;
  readonly #requests: IndexRequests;
  readonly #index: (() => Promise<void>) | null;

  /** `index` does what is asked here and now; null when another thread or process does it. */
  constructor(files: DataFiles, index: (() => Promise<void>) | null) {
    this.#files = files;
    this.#requests = new IndexRequests(files.searchRequests);
    this.#index = index;
  }

  async status(): Promise<SearchIndexStatus> {
    return this.#status(null);
  }

  async rebuild(
    accountId: AccountId | null,
    onProgress: (status: SearchIndexStatus) => void = () => undefined,
  ): Promise<void> {
    const request = accountId ?? 'all';
    this.#requests.add(request);
    let isDone = false;
    const work = this.#index?.().finally(() => (isDone = true));
    const startedAt = Date.now();
    const isTaken = (): boolean => !this.#requests.has(request);
    const isFinished = (): boolean =>
      work ? isDone : isTaken() && this.#status(accountId).pendingEmails === 0;
    while (!isFinished()) {
      await delay(LOOK_INTERVAL_MS);
      if (isTaken()) onProgress(this.#status(accountId));
      else if (Date.now() - startedAt > ANSWER_TIMEOUT_MS) throw this.#nobodyAnswers(request);
    }
    await work;
  }

  #nobodyAnswers(request: AccountId | 'all'): MailError {
    this.#requests.remove(request);
    return new MailError('unavailable', 'Nobody writes the search index now');
  }

  /** Of one account or of all. */
  #status(accountId: AccountId | null): SearchIndexStatus {
    const source = new IndexSource(this.#files.database);
    try {
      const backlog = this.#backlog();
      const sizeBytes = statSync(this.#files.search, { throwIfNoEntry: false })?.size ?? 0;
      return {
        emails: source.count(accountId),
        pendingEmails: pending(source, backlog, accountId),
        sizeBytes,
      };
    } finally {
      source.close();
    }
  }

  #backlog(): Backlog {
    const connection = openIndexReader(this.#files.search);
    if (!connection) return NOTHING;
    try {
      return connection.read(() => ({
        lastEmailId: Number(connection.get('SELECT last_email_id FROM state')?.[0] ?? 0) as EmailId,
        accounts: connection
          .all('SELECT account_id, rebuild_from, rebuild_to FROM accounts WHERE rebuild_from < rebuild_to')
          .map(([id, from, to]) => ({
            accountId: Number(id) as AccountId,
            rebuildFrom: Number(from) as EmailId,
            rebuildTo: Number(to) as EmailId,
          })),
      }));
    } finally {
      connection.close();
    }
  }
}

function pending(
  source: IndexSource,
  { lastEmailId, accounts }: Backlog,
  accountId: AccountId | null,
): number {
  const rebuilding = accounts
    .filter((account) => accountId === null || account.accountId === accountId)
    .reduce((sum, one) => sum + source.countBetween(one.accountId, one.rebuildFrom, one.rebuildTo), 0);
  return rebuilding + source.countAfter(accountId, lastEmailId);
}
