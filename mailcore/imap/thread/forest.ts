/**
 * Threads as trees over nodes: numbers below the count of messages are messages in the order given, those above are dummies,
 * parents that were not found and still hold siblings together. RFC 5256 §3.
 */
export interface Forest {
  readonly roots: readonly number[];
  /** Children of a node, in order; undefined for none. A dummy is always a root with two children or more. */
  readonly children: readonly (readonly number[] | undefined)[];
  /** Nodes from here on are dummies. */
  readonly messageCount: number;
}

/** A step of the walk that prints a forest. */
const CLOSE = -1;

/**
 * thread-data: the threads as nested lists, without a space before the first. `numberOf` gives what stands for a message. Depth costs
 * no stack. RFC 5256 §4 (THREAD response), §5.
 */
export function formatForest(forest: Forest, numberOf: (node: number) => number): string {
  const pieces: string[] = [];
  const stack = [...forest.roots].reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next === CLOSE) pieces.push(')');
    else {
      pieces.push('(');
      stack.push(CLOSE);
      const branches = writeLine(forest, next, numberOf, pieces);
      for (let index = branches.length - 1; index >= 0; index--) stack.push(branches[index] as number);
    }
  }
  return pieces.join('');
}

/** Writes a node and its only children, one after the other; returns the children where the line splits. */
function writeLine(
  { children, messageCount }: Forest,
  start: number,
  numberOf: (node: number) => number,
  pieces: string[],
): readonly number[] {
  for (let node = start; ;) {
    const below = children[node] ?? [];
    if (node < messageCount) pieces.push(String(numberOf(node)));
    if (node < messageCount && below.length > 0) pieces.push(' ');
    if (below.length !== 1) return below;
    node = below[0] as number;
  }
}
