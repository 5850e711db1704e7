import { Ancestry } from './ancestry.ts';
import type { Forest } from './forest.ts';
import type { ThreadMessage } from './message.ts';
import { dateOrder } from './message.ts';
import { mergeBySubject } from './subject-merge.ts';
import { ThreadTree } from './tree.ts';

/** REFERENCES: threads by ancestry, then joined where their base subjects agree. RFC 5256 §3. Throws `limitReached`. */
export function threadByReferences(messages: readonly ThreadMessage[]): Forest {
  const tree = threadTree(messages);
  // (4)
  tree.sortRoots();
  // (5)
  mergeBySubject(tree, messages);
  // (6)
  tree.sort();
  return tree.forest();
}

/** REFS, as servers have it: threads by ancestry alone, the one with the newest message at the end. */
export function threadByRefs(messages: readonly ThreadMessage[]): Forest {
  const tree = threadTree(messages);
  tree.sort();
  const { children, roots } = tree.forest();
  const newest = new Map(roots.map((root) => [root, newestOf(root, children, messages)]));
  const sorted = [...roots].sort((a, b) => (newest.get(a) as number) - (newest.get(b) as number));
  return { roots: sorted, children, messageCount: messages.length };
}

/** Steps (1) to (3). */
function threadTree(messages: readonly ThreadMessage[]): ThreadTree {
  const { parents } = new Ancestry(messages);
  const ranks = new Uint32Array(messages.length);
  for (const [rank, node] of dateOrder(messages).entries()) ranks[node] = rank;
  return new ThreadTree(parents, ranks);
}

/** Sent date of the newest message of a thread. */
function newestOf(root: number, children: Forest['children'], messages: readonly ThreadMessage[]): number {
  let newest = -Infinity;
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    newest = Math.max(newest, messages[node]?.sentAt ?? -Infinity);
    for (const child of children[node] ?? []) stack.push(child);
  }
  return newest;
}
