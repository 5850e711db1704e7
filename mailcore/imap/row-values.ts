import { setImmediate } from 'node:timers/promises';
import type { MailboxRows } from '../model/email.ts';
import type { AccountId, EmailId, MailboxId } from '../model/ids.ts';

/** A value of each message of a mailbox that its columns do not have. What it is made of never changes. */
export interface RowValue<Value> {
  /** Unique among the values cached. */
  readonly name: string;
  /** Values by email id; at most 1,000 ids a call. */
  read(accountId: AccountId, emailIds: readonly EmailId[]): Promise<ReadonlyMap<EmailId, Value>>;
  /** For an email that was removed meanwhile. */
  readonly missing: Value;
  sizeBytes(value: Value): number;
}

interface Entry {
  readonly uids: Uint32Array;
  readonly values: readonly unknown[];
  readonly sizeBytes: number;
}

const BATCH = 1_000;
const ENTRY_BYTES = 16;
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/** Values that SORT and THREAD compare, kept beside the mailbox cache: read once for each message, least recently used first out. */
export class RowValueCache {
  readonly #maxBytes: number;
  readonly #entries = new Map<string, Entry>();
  #sizeBytes = 0;

  constructor(options: { maxBytes?: number } = {}) {
    this.#maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  }

  /** Parallel to the rows. Other connections get their turn while messages are read. */
  async get<Value>(
    kind: RowValue<Value>,
    accountId: AccountId,
    mailboxId: MailboxId,
    rows: MailboxRows,
  ): Promise<readonly Value[]> {
    const name = `${mailboxId}/${kind.name}`;
    const known = this.#entries.get(name);
    const values = await read(kind, accountId, rows, known);
    this.#keep(name, { uids: rows.uids, values, sizeBytes: sizeOf(kind, values) });
    return values;
  }

  #keep(name: string, entry: Entry): void {
    this.#drop(name);
    this.#entries.set(name, entry);
    this.#sizeBytes += entry.sizeBytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#sizeBytes <= this.#maxBytes) return;
      this.#drop(oldest);
    }
  }

  #drop(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    this.#entries.delete(name);
    this.#sizeBytes -= entry.sizeBytes;
  }
}

/** Takes over what is known by UID; both ascend. */
async function read<Value>(
  kind: RowValue<Value>,
  accountId: AccountId,
  rows: MailboxRows,
  known: Entry | undefined,
): Promise<readonly Value[]> {
  if (known?.uids === rows.uids) return known.values as readonly Value[];
  const { uids } = rows;
  const values = Array.from<Value>({ length: uids.length });
  const missing: number[] = [];
  let at = 0;
  for (let row = 0; row < uids.length; row++) {
    while (known !== undefined && (known.uids[at] ?? Infinity) < (uids[row] as number)) at++;
    if (known?.uids[at] === uids[row]) values[row] = known?.values[at] as Value;
    else missing.push(row);
  }
  for (let start = 0; start < missing.length; start += BATCH) {
    const batch = missing.slice(start, start + BATCH);
    const found = await kind.read(
      accountId,
      batch.map((row) => rows.emailIds[row] as EmailId),
    );
    for (const row of batch) values[row] = found.get(rows.emailIds[row] as EmailId) ?? kind.missing;
    if (missing.length > BATCH) await setImmediate();
  }
  return values;
}

function sizeOf<Value>(kind: RowValue<Value>, values: readonly Value[]): number {
  return values.reduce((sum, value) => sum + ENTRY_BYTES + kind.sizeBytes(value), 0);
}
