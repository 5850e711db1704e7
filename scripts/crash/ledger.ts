/** A message as a client may believe it: from the moment before it is sent. */
export interface Entry {
  readonly account: string;
  readonly id: number;
  readonly sha256: string;
  /** `asked`: sent, and no answer has come. `yes`: the server said OK, or showed it after a restart. `never`: it may not appear. */
  isStored: 'asked' | 'yes' | 'never';
  /** The same of its removal. */
  isRemoved: 'no' | 'asked' | 'yes';
  /** Where it may be: two places while a MOVE is unanswered. */
  mailboxes: readonly string[];
}

/** A message as the server shows it. */
export interface Found {
  readonly account: string;
  readonly mailbox: string;
  readonly uid: number;
  readonly id: number;
  readonly sha256: string;
}

/** What every client asked for and was promised, over all rounds. */
export class Ledger {
  readonly #entries = new Map<string, Entry>();

  get entries(): IterableIterator<Entry> {
    return this.#entries.values();
  }

  /** Writes down a message that is about to be sent. */
  add(account: string, id: number, sha256: string, mailbox: string): Entry {
    const entry: Entry = { account, id, sha256, isStored: 'asked', isRemoved: 'no', mailboxes: [mailbox] };
    this.#entries.set(keyOf(entry), entry);
    return entry;
  }

  get(account: string, id: number): Entry | undefined {
    return this.#entries.get(keyOf({ account, id }));
  }

  /**
   * Compares what is there after a crash with what was promised; one line per fault. What was open is certain from then on: a
   * message that was shown may not vanish, one that was not may not appear.
   */
  settle(found: readonly Found[]): string[] {
    const places = Map.groupBy(found, keyOf);
    const faults: string[] = [];
    for (const [key, copies] of places)
      if (!this.#entries.has(key)) faults.push(`${nameOf(copies[0]!)}: never sent`);
    for (const [key, entry] of this.#entries) faults.push(...judge(entry, places.get(key) ?? []));
    return faults;
  }
}

/** Faults of one message; the entry holds what was seen afterwards. */
function judge(entry: Entry, copies: readonly Found[]): string[] {
  const faults: string[] = [];
  const name = nameOf(entry);
  if (copies.length > 1)
    faults.push(`${name}: there ${copies.length} times (${copies.map(placeOf).join(', ')})`);
  const [copy] = copies;
  if (!copy) {
    if (entry.isStored === 'yes' && entry.isRemoved === 'no') faults.push(`${name}: lost`);
    if (entry.isStored === 'asked') entry.isStored = 'never';
    if (entry.isRemoved === 'asked') entry.isRemoved = 'yes';
    return faults;
  }
  if (entry.isStored === 'never' || entry.isRemoved === 'yes')
    faults.push(`${name}: came back in ${placeOf(copy)}`);
  if (copy.sha256 !== entry.sha256) faults.push(`${name}: other bytes in ${placeOf(copy)}`);
  if (!entry.mailboxes.includes(copy.mailbox)) {
    faults.push(`${name}: in ${placeOf(copy)}, expected in ${entry.mailboxes.join(' or ')}`);
  }
  entry.isStored = 'yes';
  entry.isRemoved = 'no';
  entry.mailboxes = [copy.mailbox];
  return faults;
}

function keyOf({ account, id }: { account: string; id: number }): string {
  return `${account} ${id}`;
}

function nameOf({ account, id }: { account: string; id: number }): string {
  return `message ${id} of ${account}`;
}

function placeOf({ mailbox, uid }: Found): string {
  return `${mailbox} as UID ${uid}`;
}
