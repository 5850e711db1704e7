import type { Forest } from './forest.ts';

const NONE = -1;

/** Threads being put together, without dummies but for roots that hold siblings together. RFC 5256 §3 (REFERENCES, steps 2 to 6). */
export class ThreadTree {
  readonly messageCount: number;
  #roots: number[] = [];
  readonly #children: (number[] | undefined)[];
  /** Place of each message in the order of sent dates. */
  readonly #ranks: Uint32Array;
  #nodeCount: number;

  /** `parents` of messages, then of dummies; -1 for none. Steps (2) and (3). */
  constructor(parents: readonly number[], ranks: Uint32Array) {
    this.messageCount = ranks.length;
    this.#nodeCount = parents.length;
    this.#children = Array.from<number[] | undefined>({ length: parents.length });
    this.#ranks = ranks;
    const holders = this.#holdersOf(parents);
    for (let node = 0; node < this.messageCount; node++) {
      const holder = holders[node] as number;
      if (holder === NONE) this.#roots.push(node);
      else this.addChild(holder, node);
    }
    for (let dummy = this.messageCount; dummy < parents.length; dummy++) this.#promote(dummy);
  }

  get roots(): readonly number[] {
    return this.#roots;
  }

  isDummy(node: number): boolean {
    return node >= this.messageCount;
  }

  childrenOf(node: number): readonly number[] {
    return this.#children[node] ?? [];
  }

  addChild(parent: number, child: number): void {
    const children = this.#children[parent];
    if (children === undefined) this.#children[parent] = [child];
    else children.push(child);
  }

  /** A new dummy above two nodes. */
  join(first: number, second: number): number {
    const dummy = this.#nodeCount++;
    this.#children[dummy] = [first, second];
    return dummy;
  }

  replaceRoots(roots: number[]): void {
    this.#roots = roots;
  }

  /** The message that stands for a node in comparisons: itself, or the first child of a dummy. */
  firstMessage(node: number): number {
    if (!this.isDummy(node)) return node;
    return this.childrenOf(node).reduce((first, child) => (this.#isEarlier(child, first) ? child : first));
  }

  /** Step (4). */
  sortRoots(): void {
    for (const root of this.#roots) if (this.isDummy(root)) this.#sortSiblings(this.#children[root] ?? []);
    this.#sortSiblings(this.#roots);
  }

  /** Step (6): siblings do not depend on what is below them but for dummies, whose children are sorted before them. */
  sort(): void {
    for (const children of this.#children) if (children !== undefined) this.#sortSiblings(children);
    this.#sortSiblings(this.#roots);
  }

  forest(): Forest {
    return { roots: this.#roots, children: this.#children, messageCount: this.messageCount };
  }

  /** Of each message, the nearest ancestor that is no dummy, else the topmost dummy above it, else -1. */
  #holdersOf(parents: readonly number[]): Int32Array {
    // Of a dummy: what its children hang on once it is gone.
    const anchors = new Int32Array(parents.length).fill(NONE);
    const anchorOf = (dummy: number): number => {
      const path: number[] = [];
      let top = dummy;
      while (anchors[top] === NONE) {
        path.push(top);
        const parent = parents[top] as number;
        if (parent === NONE) anchors[top] = top;
        else if (!this.isDummy(parent)) anchors[top] = parent;
        else top = parent;
      }
      const anchor = anchors[top] as number;
      for (const node of path) anchors[node] = anchor;
      return anchor;
    };
    return Int32Array.from({ length: this.messageCount }, (_, node) => {
      const parent = parents[node] as number;
      return parent !== NONE && this.isDummy(parent) ? anchorOf(parent) : parent;
    });
  }

  /** Step (3): an only child takes the place of a dummy among the roots. */
  #promote(dummy: number): void {
    const children = this.#children[dummy];
    if (children === undefined) return;
    if (children.length > 1) this.#roots.push(dummy);
    else {
      this.#roots.push(children[0] as number);
      this.#children[dummy] = undefined;
    }
  }

  #sortSiblings(nodes: number[]): void {
    if (nodes.length < 2) return;
    const firsts = new Map(nodes.map((node) => [node, this.#ranks[this.firstMessage(node)] as number]));
    nodes.sort((a, b) => (firsts.get(a) as number) - (firsts.get(b) as number));
  }

  #isEarlier(a: number, b: number): boolean {
    return (this.#ranks[a] as number) < (this.#ranks[b] as number);
  }
}
