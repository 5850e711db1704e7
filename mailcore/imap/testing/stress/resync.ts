import assert from 'node:assert/strict';
import type { Known, MailboxPicture, Remembered } from './picture.ts';
import type { FetchResponse, MailboxResponse } from './response.ts';

/** Puts the answer to SELECT (QRESYNC …) together with what was remembered: together they are the mailbox, none missing. RFC 7162 §3.2.5. */
export class Resynchronisation {
  readonly #picture: MailboxPicture;
  readonly #messages: Map<number, Known>;
  readonly #fetched: { readonly response: FetchResponse; readonly uid: number }[] = [];
  #exists = 0;

  constructor(picture: MailboxPicture, { messages }: Remembered) {
    this.#picture = picture;
    this.#messages = new Map(messages.map((message) => [message.uid as number, { ...message }]));
  }

  read(response: MailboxResponse): void {
    if (response.kind === 'exists') this.#exists = response.count;
    else if (response.kind === 'vanished') this.#forget(response);
    else if (response.kind === 'fetch') this.#learn(response);
    else this.#picture.read(response, false);
  }

  /** The tagged OK is here. */
  finish(): void {
    const messages = [...this.#messages.values()].sort((a, b) => (a.uid as number) - (b.uid as number));
    assert.equal(messages.length, this.#exists, 'what was kept and what was told make up the mailbox');
    for (const { response, uid } of this.#fetched) {
      if (response.number !== null)
        assert.equal(messages[response.number - 1]?.uid, uid, 'number and UID agree');
    }
    this.#picture.messages = messages;
  }

  #forget({ uids, isEarlier }: MailboxResponse & { kind: 'vanished' }): void {
    assert.ok(isEarlier, 'what left before the mailbox was opened left earlier');
    for (const uid of uids) this.#messages.delete(uid);
  }

  #learn(response: FetchResponse): void {
    const { uid, flags, modseq } = response;
    assert.ok(uid !== null && flags !== null && modseq !== null, 'UID, FLAGS and MODSEQ of what changed');
    const before = this.#messages.get(uid)?.modseq ?? 0;
    assert.ok(modseq >= before, `MODSEQ ${modseq} of ${uid} after ${before}`);
    this.#messages.set(uid, { uid, flags, modseq });
    this.#fetched.push({ response, uid });
  }
}
