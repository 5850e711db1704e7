import type { ThreadMessage } from './message.ts';
import type { ThreadTree } from './tree.ts';

/** Joins roots of one base subject. The roots come sorted. RFC 5256 §3 (REFERENCES, step 5). */
export function mergeBySubject(tree: ThreadTree, messages: readonly ThreadMessage[]): void {
  const merge = new SubjectMerge(tree, messages);
  for (const root of tree.roots) merge.note(root);
  for (const root of tree.roots) merge.place(root);
  tree.replaceRoots(merge.roots());
}

class SubjectMerge {
  readonly #tree: ThreadTree;
  readonly #messages: readonly ThreadMessage[];
  /** (A) The subject table. */
  readonly #table = new Map<string, number>();
  /** Roots as they will be, in order. */
  readonly #roots = new Set<number>();

  constructor(tree: ThreadTree, messages: readonly ThreadMessage[]) {
    this.#tree = tree;
    this.#messages = messages;
    for (const root of tree.roots) this.#roots.add(root);
  }

  /** (B) One message for each subject: a dummy where there is one, else what is no reply. */
  note(root: number): void {
    const subject = this.#subjectOf(root);
    if (subject === '') return;
    const noted = this.#table.get(subject);
    const isBetter =
      noted === undefined ||
      (!this.#tree.isDummy(noted) &&
        (this.#tree.isDummy(root) || (this.#isReply(noted) && !this.#isReply(root))));
    if (isBetter) this.#table.set(subject, root);
  }

  /** (C) */
  place(root: number): void {
    // One that has found its parent meanwhile is no root any more.
    if (!this.#roots.has(root)) return;
    const subject = this.#subjectOf(root);
    const noted = this.#table.get(subject);
    if (subject === '' || noted === undefined || noted === root) return;
    if (this.#tree.isDummy(noted)) this.#putUnder(noted, root);
    else if (this.#isReply(root) && !this.#isReply(noted)) this.#putUnder(noted, root);
    else this.#putBeside(subject, noted, root);
  }

  roots(): number[] {
    return [...this.#roots];
  }

  /** The children of a dummy become siblings of those that are there; the dummy itself goes. */
  #putUnder(parent: number, root: number): void {
    const moved = this.#tree.isDummy(root) ? this.#tree.childrenOf(root) : [root];
    for (const child of moved) this.#tree.addChild(parent, child);
    this.#roots.delete(root);
  }

  #putBeside(subject: string, noted: number, root: number): void {
    const dummy = this.#tree.join(noted, root);
    this.#roots.delete(noted);
    this.#roots.delete(root);
    this.#roots.add(dummy);
    this.#table.set(subject, dummy);
  }

  #subjectOf(root: number): string {
    return this.#messages[this.#tree.firstMessage(root)]?.subject ?? '';
  }

  #isReply(root: number): boolean {
    return !this.#tree.isDummy(root) && this.#messages[root]?.isReply === true;
  }
}
