import { MailError } from '../errors.ts';
import { foldText } from '../message/fold.ts';
import { asText, readHeader } from '../message/header.ts';
import { searchHeadlines, type SearchHeadlines } from '../message/search-document.ts';
import type { AccountId, EmailId } from '../model/ids.ts';
import type { Blobs } from './blobs.ts';
import type { EmailStore, StoredContent } from './email-store.ts';
import type { Search, SearchField } from './search.ts';
import { columnsOf, headerNameOf, isHeadline } from './search-fields.ts';
import { readStoredDocument } from './stored-document.ts';

const BATCH = 200;
const CONCURRENCY = 8;

/** Reads the messages one after the other: no index, exact, slow on large mailboxes. Subject and addresses need no message file. */
export class ScanSearch implements Search {
  readonly #store: Pick<EmailStore, 'getContents' | 'getSummaries'>;
  readonly #blobs: Blobs;

  constructor(store: Pick<EmailStore, 'getContents' | 'getSummaries'>, blobs: Blobs) {
    this.#store = store;
    this.#blobs = blobs;
  }

  async match(
    accountId: AccountId,
    candidates: readonly EmailId[],
    field: SearchField,
    terms: readonly string[],
    signal?: AbortSignal,
  ): Promise<EmailId[]> {
    const folded = terms.map(foldText);
    const matching: EmailId[] = [];
    for (let at = 0; at < candidates.length; at += BATCH) {
      throwIfAborted(signal);
      const batch = candidates.slice(at, at + BATCH);
      const found = isHeadline(field)
        ? await this.#matchHeadlines(accountId, batch, field, folded)
        : await this.#matchContents(accountId, batch, field, folded, signal);
      matching.push(...batch.filter((id) => found.has(id)));
    }
    return matching;
  }

  async #matchHeadlines(
    accountId: AccountId,
    ids: readonly EmailId[],
    field: keyof SearchHeadlines,
    terms: readonly string[],
  ): Promise<Set<EmailId>> {
    const found = new Set<EmailId>();
    for (const [id, summary] of await this.#store.getSummaries(accountId, ids)) {
      if (containsAll([searchHeadlines(summary)[field]], terms)) found.add(id);
    }
    return found;
  }

  async #matchContents(
    accountId: AccountId,
    ids: readonly EmailId[],
    field: SearchField,
    terms: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Set<EmailId>> {
    const contents = [...(await this.#store.getContents(accountId, ids))];
    const found = new Set<EmailId>();
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let index = next++; index < contents.length; index = next++) {
        throwIfAborted(signal);
        const [id, stored] = contents[index]!;
        if (containsAll(await this.#textsOf(stored, field), terms)) found.add(id);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    return found;
  }

  async #textsOf({ blob, content }: StoredContent, field: SearchField): Promise<string[]> {
    const name = headerNameOf(field);
    if (name === null) {
      const document = await readStoredDocument(this.#blobs, blob.location, content);
      return columnsOf(field).map((column) => document[column]);
    }
    const header = readHeader(await this.#blobs.read(blob.location, 0, content.root.bodyStart));
    return header.fields.filter(({ key }) => key === name).map((value) => asText(header.raw(value)));
  }
}

/** Each term in any of the texts. */
function containsAll(texts: readonly string[], terms: readonly string[]): boolean {
  const folded = texts.map(foldText);
  return terms.every((term) => folded.some((text) => text.includes(term)));
}

/** Throws `limitReached` once `signal` has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new MailError('limitReached', 'The search took too long', { cause: signal.reason });
}
