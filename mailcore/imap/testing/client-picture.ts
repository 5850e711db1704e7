import assert from 'node:assert/strict';

/** What one message looks like to a client; null = not told yet. */
interface Seen {
  uid: number | null;
  flags: string | null;
}

/** A client that believes exactly what untagged responses say: EXISTS, EXPUNGE, FETCH. Fails on what no client could follow. */
export class ClientPicture {
  readonly messages: Seen[];

  constructor(exists: number) {
    this.messages = Array.from({ length: exists }, unknown);
  }

  /** Takes over responses; `text` is whole lines. */
  read(text: string): void {
    for (const line of text.split('\r\n')) if (line !== '') this.#readLine(line);
  }

  /** The client asked for UID and FLAGS of a message. */
  learn(position: number, uid: number, flags: string): void {
    const message = this.messages[position];
    assert.ok(message, `no message ${position + 1}`);
    assert.ok(
      message.uid === null || message.uid === uid,
      `message ${position + 1} is UID ${message.uid}, not ${uid}`,
    );
    message.uid = uid;
    message.flags = flags;
  }

  #readLine(line: string): void {
    const exists = /^\* (\d+) EXISTS$/.exec(line);
    const expunge = /^\* (\d+) EXPUNGE$/.exec(line);
    const fetch = /^\* (\d+) FETCH \(UID (\d+) FLAGS \(([^)]*)\)\)$/.exec(line);
    if (exists) this.#grow(Number(exists[1]));
    else if (expunge) this.#remove(Number(expunge[1]));
    else if (fetch) this.learn(Number(fetch[1]) - 1, Number(fetch[2]), fetch[3] as string);
    else assert.match(line, /^\* (?:FLAGS|OK \[PERMANENTFLAGS) /);
  }

  /** RFC 9051 §7.4.1: EXISTS never takes messages away. */
  #grow(exists: number): void {
    assert.ok(exists > this.messages.length, `EXISTS ${exists} after ${this.messages.length}`);
    while (this.messages.length < exists) this.messages.push(unknown());
  }

  #remove(sequence: number): void {
    assert.ok(
      sequence >= 1 && sequence <= this.messages.length,
      `EXPUNGE ${sequence} of ${this.messages.length}`,
    );
    this.messages.splice(sequence - 1, 1);
  }
}

function unknown(): Seen {
  return { uid: null, flags: null };
}
