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

/** REFS: threads by ancestry alone, the one that was added to last at the end. `receivedAt` of each message, milliseconds. */
export function threadByRefs(messages: readonly ThreadMessage[], receivedAt: ArrayLike<number>): Forest {
  const tree = threadTree(messages);
  tree.sort();
  const { children, roots } = tree.forest();
  const latest = new Map(roots.map((root) => [root, latestOf(root, children, receivedAt)]));
  const sorted = [...roots].sort((a, b) => (latest.get(a) as number) - (latest.get(b) as number));
  return { roots: sorted, children, messageCount: messages.length };
}

/** Steps (1) to (3). */
function threadTree(messages: readonly ThreadMessage[]): ThreadTree {
  const { parents } = new Ancestry(messages);
  const ranks = new Uint32Array(messages.length);
  for (const [rank, node] of dateOrder(messages).entries()) ranks[node] = rank;
  return new ThreadTree(parents, ranks);
}

function latestOf(root: number, children: Forest['children'], receivedAt: ArrayLike<number>): number {
  let latest = -Infinity;
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    latest = Math.max(latest, receivedAt[node] ?? -Infinity);
    for (const child of children[node] ?? []) stack.push(child);
  }
  return latest;
}
