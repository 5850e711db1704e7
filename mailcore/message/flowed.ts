/** A paragraph line with its quote marks and stuffing taken off. */
interface FlowedLine {
  readonly depth: number;
  readonly text: string;
}

/**
 * Joins the soft-broken lines of text/plain; format=flowed. `delSp` removes the space before each soft break, which is how
 * Japanese, written without spaces, is flowed. Lines end in LF on both sides. RFC 3676 §4.
 */
export function unflow(text: string, delSp: boolean): string {
  const paragraphs: string[] = [];
  let open: FlowedLine | null = null;
  for (const raw of text.split('\n')) {
    const line = readLine(raw);
    // RFC 3676 §4.3: the signature separator is never flowed, though it ends in a space.
    const isSeparator = line.text === '-- ';
    const isSoft = line.text.endsWith(' ') && !isSeparator;
    if (open !== null && (open.depth !== line.depth || isSeparator)) {
      paragraphs.push(format(open));
      open = null;
    }
    const text = isSoft && delSp ? line.text.slice(0, -1) : line.text;
    const joined: FlowedLine =
      open === null ? { depth: line.depth, text } : { depth: open.depth, text: open.text + text };
    if (isSoft) open = joined;
    else paragraphs.push(format(joined));
    if (!isSoft) open = null;
  }
  if (open !== null) paragraphs.push(format(open));
  return paragraphs.join('\n');
}

/** RFC 3676 §4.4, §4.5: count `>`, then remove one stuffed space. */
function readLine(raw: string): FlowedLine {
  let depth = 0;
  while (raw[depth] === '>') depth++;
  const rest = raw.slice(depth);
  return { depth, text: rest.startsWith(' ') ? rest.slice(1) : rest };
}

function format({ depth, text }: FlowedLine): string {
  return depth === 0 ? text : `${'>'.repeat(depth)} ${text}`;
}
