import { baseSubject } from '../../message/thread.ts';
import type { MessageSummary } from '../../model/content.ts';
import type { AccountId, EmailId } from '../../model/ids.ts';
import type { EmailStore } from '../../store/email-store.ts';

/** What a query may need of an email beyond its row; it never changes. */
export interface EmailFact {
  readonly hasAttachment: boolean;
  readonly sentAtMs: number | null;
  /** Sort keys, folded. RFC 8621 §4.4.2. */
  readonly from: string;
  readonly to: string;
  readonly subject: string;
}

export type EmailFacts = ReadonlyMap<number, EmailFact>;

const BATCH = 1_000;
/** Kept over all accounts, about 300 octets each. */
const MAX_CACHED_FACTS = 200_000;

/** Reads facts from the stored summaries, keeping them. */
export class FactReader {
  readonly #store: EmailStore;
  readonly #cached = new Map<number, EmailFact>();

  constructor(store: EmailStore) {
    this.#store = store;
  }

  async read(accountId: AccountId, emailIds: readonly EmailId[], signal: AbortSignal): Promise<EmailFacts> {
    const facts = new Map<number, EmailFact>();
    const missing: EmailId[] = [];
    for (const id of emailIds) {
      const known = this.#cached.get(id);
      if (known) facts.set(id, known);
      else missing.push(id);
    }
    for (let start = 0; start < missing.length; start += BATCH) {
      signal.throwIfAborted();
      const contents = await this.#store.getContents(accountId, missing.slice(start, start + BATCH));
      for (const [id, { content }] of contents) facts.set(id, this.#keep(id, toFact(content.summary)));
    }
    return facts;
  }

  #keep(id: EmailId, fact: EmailFact): EmailFact {
    if (this.#cached.size >= MAX_CACHED_FACTS) this.#cached.clear();
    this.#cached.set(id, fact);
    return fact;
  }
}

function toFact(summary: MessageSummary): EmailFact {
  const { hasAttachment, sentAt, from, to, subject } = summary;
  return {
    hasAttachment,
    sentAtMs: sentAt === null ? null : Date.parse(sentAt) || null,
    from: addressKey(from),
    to: addressKey(to),
    subject: foldText(baseSubject(subject ?? '')),
  };
}

/** The first name, else the first address. RFC 8621 §4.4.2. */
function addressKey(addresses: MessageSummary['from']): string {
  const first = addresses?.[0];
  return first ? foldText(first.name || first.email) : '';
}

function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
