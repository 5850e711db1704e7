/** Plain text of a mail, cut for the screen: runs of text and links, and quotes that can be folded. Never markup: every piece is shown as text. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

export interface TextBlock {
  readonly isQuote: boolean;
  readonly segments: readonly Segment[];
  /** Lines in it. */
  readonly lines: number;
}

/** Also the full-width mark that Japanese mail uses. */
const QUOTED = /^[ \t]?[>＞|]/;
const LINK =
  /\b(?:https?:\/\/|www\.)[^\s<>"'`（）「」『』【】、。，．]{1,2000}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;
/** What ends a sentence is no part of a link. */
const TAIL = /[.,;:!?)\]}]+$/;

/** Splits into own words and quotes. */
export function textBlocks(text: string): TextBlock[] {
  const blocks: { isQuote: boolean; lines: string[] }[] = [];
  for (const line of text.replace(/\r\n?/g, '\n').trimEnd().split('\n')) {
    const isQuote = QUOTED.test(line);
    const last = blocks.at(-1);
    if (last && (last.isQuote === isQuote || (last.isQuote && line.trim() === ''))) last.lines.push(line);
    else blocks.push({ isQuote, lines: [line] });
  }
  return blocks.map(({ isQuote, lines }) => ({
    isQuote,
    lines: lines.length,
    segments: linkSegments(lines.join('\n')),
  }));
}

/** Runs of text and links. */
export function linkSegments(text: string): Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const shown = trimTail(match[0]);
    const href = hrefOf(shown);
    if (!href) continue;
    if (match.index > end) segments.push({ kind: 'text', text: text.slice(end, match.index) });
    segments.push({ kind: 'link', text: shown, href });
    end = match.index + shown.length;
  }
  if (end < text.length) segments.push({ kind: 'text', text: text.slice(end) });
  return segments;
}

/** A closing bracket stays when its opening one is in the link. */
function trimTail(link: string): string {
  const shorter = link.replace(TAIL, '');
  const closes = link[shorter.length] === ')' && shorter.includes('(');
  return closes ? `${shorter})` : shorter;
}

function hrefOf(link: string): string | null {
  const address = link.includes('://')
    ? link
    : link.startsWith('www.')
      ? `https://${link}`
      : `mailto:${link}`;
  const url = URL.parse(address);
  return url && ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null;
}
