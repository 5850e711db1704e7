interface MailboxHistory {
  readonly uidValidity: number;
  readonly ids: Map<number, number>;
  /** The highest UID known before this round. */
  floor: number;
  highest: number;
}

/** Every UID any answer named: one may never mean another message, and new ones only ascend. RFC 9051 §2.3.1.1. */
export class UidHistory {
  readonly #mailboxes = new Map<string, MailboxHistory>();
  readonly #faults: string[] = [];

  /** The server said that message `id` has this UID. */
  note(place: { account: string; mailbox: string; uidValidity: number; uid: number; id: number }): void {
    const { account, mailbox, uidValidity, uid, id } = place;
    const name = `${mailbox} of ${account}`;
    const history = this.#mailboxes.get(name) ?? {
      uidValidity,
      ids: new Map<number, number>(),
      floor: 0,
      highest: 0,
    };
    this.#mailboxes.set(name, history);
    if (history.uidValidity !== uidValidity) {
      this.#faults.push(`${name}: UIDVALIDITY was ${history.uidValidity}, is ${uidValidity}`);
    }
    const known = history.ids.get(uid);
    if (known !== undefined && known !== id)
      this.#faults.push(`${name}: UID ${uid} was message ${known}, is ${id}`);
    if (known === undefined && uid <= history.floor) {
      this.#faults.push(`${name}: UID ${uid} is new and not above ${history.floor}`);
    }
    history.ids.set(uid, id);
    history.highest = Math.max(history.highest, uid);
  }

  /** Ends a round: its faults, one a line. */
  takeFaults(): string[] {
    for (const history of this.#mailboxes.values()) history.floor = history.highest;
    return this.#faults.splice(0);
  }
}
