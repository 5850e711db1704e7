import { MailError } from '../errors.ts';
import { asText, readHeader } from '../message/header.ts';
import { searchableText } from '../message/text.ts';
import type { EmailAddress, MessageSummary } from '../model/content.ts';
import type { AccountId, EmailId } from '../model/ids.ts';
import type { Blobs } from './blobs.ts';
import type { EmailStore, StoredContent } from './email-store.ts';
import type { Search, SearchField } from './search.ts';

const BATCH = 100;
const CONCURRENCY = 4;

/** Reads the messages one after the other: no index, exact, slow on large mailboxes. */
export class ScanSearch implements Search {
  readonly #store: Pick<EmailStore, 'getContents'>;
  readonly #blobs: Blobs;

  constructor(store: Pick<EmailStore, 'getContents'>, blobs: Blobs) {
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
    const folded = terms.map(fold);
    const matching: EmailId[] = [];
    for (let at = 0; at < candidates.length; at += BATCH) {
      throwIfAborted(signal);
      const batch = candidates.slice(at, at + BATCH);
      const contents = await this.#store.getContents(accountId, batch);
      const matches = await this.#matchBatch(batch, contents, field, folded, signal);
      matching.push(...batch.filter((_, index) => matches[index]));
    }
    return matching;
  }

  async #matchBatch(
    ids: readonly EmailId[],
    contents: ReadonlyMap<EmailId, StoredContent>,
    field: SearchField,
    terms: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<boolean[]> {
    const matches = ids.map(() => false);
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let index = next++; index < ids.length; index = next++) {
        throwIfAborted(signal);
        const stored = contents.get(ids[index] as EmailId);
        if (!stored) continue;
        const text = fold(await this.#textOf(stored, field));
        matches[index] = terms.every((term) => text.includes(term));
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    return matches;
  }

  async #textOf({ blob, content }: StoredContent, field: SearchField): Promise<string> {
    const summary = summaryText(content.summary, field);
    if (summary !== null) return summary;
    const { bodyStart } = content.root;
    if (!field.startsWith('header:')) {
      const bytes = await this.#blobs.read(blob.location);
      const body = await searchableText(bytes);
      return field === 'body' ? body : `${headerTexts(bytes, null).join('\n')}\n${body}`;
    }
    const bytes = await this.#blobs.read(blob.location, 0, bodyStart);
    return headerTexts(bytes, field.slice('header:'.length).toLowerCase()).join('\n');
  }
}

/** Decoded values of one header, or of all. */
function headerTexts(bytes: Buffer, key: string | null): string[] {
  const header = readHeader(bytes);
  const fields = header.fields.filter((field) => key === null || field.key === key);
  return fields.map((field) => asText(header.raw(field)));
}

/** What the stored summary answers without reading the message; null when it does not. */
function summaryText(summary: MessageSummary, field: SearchField): string | null {
  switch (field) {
    case 'subject':
      return summary.subject ?? '';
    case 'from':
    case 'to':
    case 'cc':
    case 'bcc':
      return (summary[field] ?? []).map(addressText).join('\n');
    default:
      return null;
  }
}

function addressText({ name, email }: EmailAddress): string {
  return `${name ?? ''} <${email}>`;
}

/** Width- and case-insensitive: full-width letters and half-width kana compare equal to the usual ones. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new MailError('limitReached', 'The search took too long', { cause: signal.reason });
}
