import { linkUrl } from './url.ts';

const LINK = /\b(?:https?:\/\/|mailto:|www\.)[^\s<>"'`\u3000\u2018-\u201f\u3001\u3002\u3008-\u3011\u3014-\u301f\uff01\uff08\uff09\uff0c\uff1b\uff1c\uff1e\uff3b\uff3d\uff5b\uff5d\uff62\uff63]{1,2000}|(?<![\w.+@-])[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w@-])/gi; // prettier-ignore
const QUOTE_MARK = /^(?:[>＞|｜] ?){1,40}/;
/** Deeper quotes are shown at this level: a mail of endless marks must not nest the page endlessly. */
const MAX_QUOTE_DEPTH = 10;

/** Text as HTML text or attribute value. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/**
 * A text/plain body as HTML: escaped, links live, lines broken by <br>, quoted lines in nested <blockquote>s without their marks.
 * Only these elements can come out, whatever goes in.
 */
export function plainTextToHtml(text: string): string {
  let html = '';
  let depth = 0;
  for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
    const marks = QUOTE_MARK.exec(line)?.[0] ?? '';
    const level = Math.min(marks.replace(/ /g, '').length, MAX_QUOTE_DEPTH);
    if (level === depth && index > 0) html += '<br>\n';
    html +=
      '</blockquote>'.repeat(Math.max(depth - level, 0)) + '<blockquote>'.repeat(Math.max(level - depth, 0));
    depth = level;
    html += linkify(line.slice(marks.length));
  }
  return html + '</blockquote>'.repeat(depth);
}

/** Escapes one line and makes its web and mail addresses links; punctuation and brackets around them stay outside. */
export function linkify(line: string): string {
  let html = '';
  let end = 0;
  for (const match of line.matchAll(LINK)) {
    const text = trimLink(match[0]);
    const url = text === '' ? null : linkUrl(targetOf(text));
    if (url === null) continue;
    html += escapeHtml(line.slice(end, match.index)) + anchor(url, text);
    end = match.index + text.length;
  }
  return html + escapeHtml(line.slice(end));
}

function targetOf(text: string): string {
  if (/^www\./i.test(text)) return `https://${text}`;
  return /^(?:https?|mailto):/i.test(text) ? text : `mailto:${text}`;
}

function anchor(url: string, text: string): string {
  return `<a href="${escapeHtml(url)}" target="_blank" rel="noopener noreferrer nofollow">${escapeHtml(text)}</a>`;
}

/** Drops trailing punctuation, and closing brackets whose opening ones are not part of the link. */
function trimLink(link: string): string {
  const unopened = new Map(BRACKETS.map(([open, close]) => [close, count(link, close) - count(link, open)]));
  let end = link.length;
  for (; end > 0; end--) {
    const char = link[end - 1]!;
    if (/[.,:;!?*_~|&\\-]/.test(char)) continue;
    const surplus = unopened.get(char) ?? 0;
    if (surplus <= 0) break;
    unopened.set(char, surplus - 1);
  }
  return link.slice(0, end);
}

const BRACKETS: readonly (readonly [open: string, close: string])[] = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
];

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}
