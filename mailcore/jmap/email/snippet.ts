import { bodyParts } from '../../message/body-parts.ts';
import { foldedPattern, unwrapLines } from '../../message/fold.ts';
import { htmlToText } from '../../message/text.ts';
import type { MessageContent } from '../../model/content.ts';
import type { SearchSnippet } from '../types.ts';
import { ByteBudget } from './byte-budget.ts';
import { readBodyValue } from './body-value.ts';
import type { Condition } from './filter.ts';
import type { MessageBytes } from './message-bytes.ts';

/** RFC 8621 §5: at most 255 octets, marks and escapes not counted here. */
const PREVIEW_CHARACTERS = 160;
const LEAD_CHARACTERS = 40;
const SEARCHED_BYTES = 256 * 1024;
/** What is searched does not go into the response. */
const UNBOUNDED = new ByteBudget(Infinity);

/** Where the terms of a search stand in an email, as HTML: `<mark>` around each, all else escaped. RFC 8621 §5. */
export async function searchSnippet(
  conditions: readonly Condition[],
  content: MessageContent,
  bytes: MessageBytes,
): Promise<Pick<SearchSnippet, 'subject' | 'preview'>> {
  const { subject } = content.summary;
  const inSubject = termPattern(conditions, ['text', 'subject']);
  const inBody = termPattern(conditions, ['text', 'body']);
  const isSubjectFound = subject !== null && inSubject !== null && inSubject.test(subject);
  return {
    subject: isSubjectFound ? mark(subject, inSubject) : null,
    preview: inBody === null ? null : await bodySnippet(content, bytes, inBody),
  };
}

/** Not global, so that `test` keeps no position. */
function termPattern(conditions: readonly Condition[], fields: readonly string[]): RegExp | null {
  const terms = conditions.flatMap((condition) =>
    condition.kind === 'search' && fields.includes(condition.field) ? condition.terms : [],
  );
  // The longest first: an alternative that matches less would end the match.
  const longestFirst = terms.toSorted((left, right) => right.length - left.length);
  const patterns = longestFirst.map(foldedPattern).filter((pattern) => pattern !== '');
  return patterns.length === 0 ? null : new RegExp(patterns.join('|'), 'iu');
}

async function bodySnippet(
  content: MessageContent,
  bytes: MessageBytes,
  pattern: RegExp,
): Promise<string | null> {
  for (const part of bodyParts(content.root).textBody) {
    if (part.type !== 'text') continue;
    const { value } = await readBodyValue(bytes, part, SEARCHED_BYTES, UNBOUNDED);
    const words = part.subtype === 'html' ? htmlToText(value) : value;
    const text = unwrapLines(words).normalize('NFKC').replace(/\s+/g, ' ');
    const found = pattern.exec(text);
    if (found) return mark(excerpt(text, found.index), pattern);
  }
  return null;
}

function excerpt(text: string, at: number): string {
  const start = Math.max(0, at - LEAD_CHARACTERS);
  const cut = text.slice(start, start + PREVIEW_CHARACTERS);
  // Never half of a surrogate pair at an edge.
  return cut.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
}

function mark(text: string, pattern: RegExp): string {
  const every = new RegExp(pattern.source, 'giu');
  let marked = '';
  let end = 0;
  for (const match of text.matchAll(every)) {
    marked += `${escapeHtml(text.slice(end, match.index))}<mark>${escapeHtml(match[0])}</mark>`;
    end = match.index + match[0].length;
  }
  return marked + escapeHtml(text.slice(end));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
