import type { Forest } from './forest.ts';
import type { ThreadMessage } from './message.ts';
import { dateOrder } from './message.ts';

/** ORDEREDSUBJECT: messages of one base subject are a thread, its first one the parent of the others. RFC 5256 §3. */
export function threadByOrderedSubject(messages: readonly ThreadMessage[]): Forest {
  const threads = new Map<string, number[]>();
  // By date already: each thread comes out sorted, and the threads by their first messages.
  for (const node of dateOrder(messages)) {
    const { subject } = messages[node] as ThreadMessage;
    const thread = threads.get(subject);
    if (thread === undefined) threads.set(subject, [node]);
    else thread.push(node);
  }
  const roots: number[] = [];
  const children: number[][] = [];
  for (const [first, ...others] of threads.values()) {
    if (first === undefined) continue;
    roots.push(first);
    if (others.length > 0) children[first] = others;
  }
  return { roots, children, messageCount: messages.length };
}
