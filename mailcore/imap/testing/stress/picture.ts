import assert from 'node:assert/strict';
import type { FetchResponse, MailboxResponse } from './response.ts';

/** What a client knows of one message; null = not told yet. */
export interface Known {
  uid: number | null;
  flags: string | null;
  modseq: number | null;
}

/** What a client keeps of a mailbox while it is away. */
export interface Remembered {
  readonly uidValidity: string;
  readonly modseq: number;
  /** Ascending by UID. */
  readonly messages: readonly Known[];
}

/**
 * A mailbox as a client knows it from nothing but responses, by position. Fails on a response that no client could follow or that a
 * rule forbids: EXISTS takes nothing away, UIDs ascend, mod-sequences never fall, an expunge names something. RFC 9051 §7, RFC 7162 §3.
 */
export class MailboxPicture {
  readonly #hasNumbers: boolean;
  messages: Known[] = [];
  uidValidity = '';
  /** From where a lost connection is taken up again. */
  modseq = 0;
  /** Of the command going on: erratum 1809 of RFC 5162. */
  #highestFetched = 0;
  #announced: number | null = null;
  /** UIDs whose flags were told. */
  #told = new Set<number>();

  /** Without sequence numbers nobody knows where those stand that were not looked at yet. RFC 9586 §3. */
  constructor(options: { hasNumbers: boolean } = { hasNumbers: true }) {
    this.#hasNumbers = options.hasNumbers;
  }

  /** `mayExpunge`: whether the command going on allows an expunge to be told. RFC 9051 §7.5.1. */
  read(response: MailboxResponse, mayExpunge: boolean): void {
    switch (response.kind) {
      case 'exists':
        return this.#grow(response.count);
      case 'expunge':
        assert.ok(mayExpunge, 'EXPUNGE where numbers must stay');
        return this.#removeAt(response.number - 1);
      case 'vanished':
        if (response.isEarlier) return this.#forget(response.uids);
        assert.ok(mayExpunge, 'VANISHED where numbers must stay');
        for (const uid of response.uids) this.#removeUid(uid);
        return;
      case 'fetch':
        return this.#learn(response);
      case 'code':
        if (response.name === 'UIDVALIDITY') this.uidValidity = response.value;
        if (response.name === 'HIGHESTMODSEQ') this.#announced = Number(response.value);
    }
  }

  /** The tagged reply is here: what was told up to now is all there was. Returns the UIDs whose flags it told. */
  endCommand(): ReadonlySet<number> {
    this.modseq = this.#announced ?? Math.max(this.modseq, this.#highestFetched);
    this.#announced = null;
    this.#highestFetched = 0;
    const told = this.#told;
    this.#told = new Set();
    return told;
  }

  /** The client stored flags with .SILENT and works out the rest. RFC 9051 §6.4.6. */
  setFlags(uid: number, change: (flags: Set<string>) => Set<string>): void {
    const message = this.messages.find((known) => known.uid === uid);
    if (message === undefined || message.flags === null) return;
    const flags = change(new Set(message.flags.split(' ').filter(Boolean)));
    message.flags = [...flags].sort().join(' ');
  }

  get uids(): number[] {
    return this.messages.flatMap(({ uid }) => (uid === null ? [] : [uid]));
  }

  get hasUnknown(): boolean {
    return this.messages.some(({ uid, flags }) => uid === null || flags === null);
  }

  #grow(count: number): void {
    assert.ok(count >= this.messages.length, `EXISTS ${count} after ${this.messages.length}`);
    while (this.messages.length < count) this.messages.push({ uid: null, flags: null, modseq: null });
  }

  #removeAt(position: number): void {
    assert.ok(position < this.messages.length, `EXPUNGE ${position + 1} of ${this.messages.length}`);
    this.messages.splice(position, 1);
  }

  /** One that the client knows, or else one of those it has not looked at yet: UIDs ascend, so it is clear which. */
  #removeUid(uid: number): void {
    const known = this.messages.findIndex((message) => message.uid === uid);
    const position = known >= 0 ? known : this.#unknownPlace(uid);
    assert.equal(
      this.messages[position]?.uid,
      known >= 0 ? uid : null,
      `VANISHED ${uid}, which is not there`,
    );
    this.messages.splice(position, 1);
  }

  #unknownPlace(uid: number): number {
    return this.#hasNumbers ? this.#placeOf(uid) : this.messages.findIndex((message) => message.uid === null);
  }

  /** Behind all that are known to be lower. */
  #placeOf(uid: number): number {
    return this.messages.findLastIndex((known) => known.uid !== null && known.uid < uid) + 1;
  }

  /** RFC 7162 §3.2.10: EARLIER changes no number, for what it names was not counted. */
  #forget(uids: readonly number[]): void {
    const held = new Set(this.uids);
    for (const uid of uids) assert.ok(!held.has(uid), `VANISHED (EARLIER) ${uid}, which is still counted`);
  }

  #learn({ number, uid, flags, modseq }: FetchResponse): void {
    const position = number === null ? this.#positionOf(uid as number) : number - 1;
    const message = this.messages[position];
    assert.ok(message !== undefined, `FETCH of ${number ?? uid} among ${this.messages.length}`);
    if (uid !== null) this.#name(message, position, uid);
    if (modseq !== null) {
      assert.ok(
        modseq >= (message.modseq ?? 0),
        `MODSEQ ${modseq} of ${message.uid} after ${message.modseq}`,
      );
      message.modseq = modseq;
      this.#highestFetched = Math.max(this.#highestFetched, modseq);
    }
    if (flags === null) return;
    message.flags = flags;
    if (message.uid !== null) this.#told.add(message.uid);
  }

  /** Without numbers, a UID that is new is one of those not looked at yet; they are kept at the end. RFC 9586 §3.3. */
  #positionOf(uid: number): number {
    const known = this.messages.findIndex((message) => message.uid === uid);
    if (known >= 0) return known;
    const unknown = this.messages.findIndex((message) => message.uid === null);
    assert.ok(unknown >= 0, `UIDFETCH of ${uid}, which is not there`);
    this.messages.splice(unknown, 1);
    const position = this.#placeOf(uid);
    this.messages.splice(position, 0, { uid: null, flags: null, modseq: null });
    return position;
  }

  #name(message: Known, position: number, uid: number): void {
    assert.ok(message.uid === null || message.uid === uid, `${position + 1} is ${message.uid}, not ${uid}`);
    message.uid = uid;
    const below = this.messages.slice(0, position).findLast((known) => known.uid !== null);
    const above = this.messages.slice(position + 1).find((known) => known.uid !== null);
    assert.ok((below?.uid ?? 0) < uid && uid < (above?.uid ?? Infinity), `UID ${uid} out of order`);
  }
}
