import { MailError } from '../../errors.ts';
import type { ThreadMessage } from './message.ts';

const NONE = -1;
/** Steps of walking up to look for loops: mail made for it could otherwise cost the square of its number. */
const MAX_STEPS = 50_000_000;

/**
 * Who answers whom, by Message-ID: nodes below the count of messages are messages, those from there on dummies for ids that no
 * message has. RFC 5256 §3 (REFERENCES, step 1).
 */
export class Ancestry {
  /** Parent of each node, -1 for none. Free of loops at all times. */
  readonly parents: number[];
  readonly #byId = new Map<string, number>();
  /** A node of the same tree nearer to its top: nodes of different trees can form no loop. */
  readonly #group: number[];
  #steps = 0;

  /** Throws `limitReached` for threads so entangled that they cannot be followed. */
  constructor(messages: readonly ThreadMessage[]) {
    this.parents = messages.map(() => NONE);
    this.#group = messages.map((_, node) => node);
    // A Message-ID belongs to the first message that has it.
    for (const [node, { id }] of messages.entries())
      if (id !== null && !this.#byId.has(id)) this.#byId.set(id, node);
    for (const [node, { references }] of messages.entries()) this.#linkMessage(node, references);
  }

  #linkMessage(node: number, references: readonly string[]): void {
    let parent = NONE;
    for (const id of references) {
      const next = this.#nodeOf(id);
      // (A) An existing link stays: the list may have been cut short.
      if (parent !== NONE && this.parents[next] === NONE) this.#link(parent, next);
      parent = next;
    }
    // (B) The last reference is the parent, whatever others made of it.
    this.parents[node] = NONE;
    if (parent !== NONE) this.#link(parent, node);
  }

  #nodeOf(id: string): number {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const dummy = this.parents.push(NONE) - 1;
    this.#group.push(dummy);
    this.#byId.set(id, dummy);
    return dummy;
  }

  /** Leaves the child alone where the link would close a loop. */
  #link(parent: number, child: number): void {
    const a = this.#groupOf(parent);
    const b = this.#groupOf(child);
    if (a === b && this.#isBelow(parent, child)) return;
    this.parents[child] = parent;
    this.#group[b] = a;
  }

  #isBelow(node: number, ancestor: number): boolean {
    for (let up = node; up !== NONE; up = this.parents[up] as number) {
      if (up === ancestor) return true;
      if (++this.#steps > MAX_STEPS) throw new MailError('limitReached', 'Threads too entangled');
    }
    return false;
  }

  /** With paths halved on the way. A link taken away leaves its nodes in one group: that costs a walk, never a wrong answer. */
  #groupOf(node: number): number {
    const group = this.#group;
    let at = node;
    while (group[at] !== at) {
      const next = group[at] as number;
      group[at] = group[next] as number;
      at = group[at] as number;
    }
    return at;
  }
}
