const SKIPPED = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'svg', 'math', 'xml']);
const BREAKS = new Set(['br', 'p', 'div', 'li', 'tr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'ul', 'ol', 'pre', 'blockquote', 'hr', 'dt', 'dd', 'section', 'article', 'header', 'footer', 'center']); // prettier-ignore

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  reg: '®',
  trade: '™',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  bull: '•',
  middot: '·',
  euro: '€',
  pound: '£',
  yen: '¥',
  cent: '¢',
  sect: '§',
  para: '¶',
  deg: '°',
  times: '×',
  zwnj: '',
  zwj: '',
  shy: '',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ', // prettier-ignore
};

/**
 * The words of an HTML text, for previews, search and plain-text views: tags and hidden elements go, block elements break lines,
 * entities are decoded. One linear pass; the result is text and must be escaped before it is shown as HTML.
 */
export function htmlToText(html: string): string {
  let text = '';
  let pos = 0;
  while (pos < html.length) {
    const open = html.indexOf('<', pos);
    const end = open < 0 ? html.length : open;
    text += decodeEntities(html.slice(pos, end).replace(/\s+/g, ' '));
    if (open < 0) break;
    const tag = readTag(html, open);
    if (tag.name === '' && tag.end === open + 1) text += '<';
    if (BREAKS.has(tag.name)) text += '\n';
    else if (tag.name === 'td' || tag.name === 'th') text += ' ';
    pos = SKIPPED.has(tag.name) && !tag.isEnd ? skipElement(html, tag.name, tag.end) : tag.end;
  }
  return text.replace(/[ \t\u00a0]+/g, ' ').replace(/ ?\n ?/g, '\n').replace(/\n{3,}/g, '\n\n').trim(); // prettier-ignore
}

interface Tag {
  readonly name: string;
  readonly isEnd: boolean;
  readonly end: number;
}

function readTag(html: string, open: number): Tag {
  if (html.startsWith('<!--', open)) return { name: '', isEnd: false, end: after(html, '-->', open + 4) };
  const match = /^<(\/?)([a-z][a-z0-9:]*)|^<[!?/]/i.exec(html.slice(open, open + 40));
  if (match === null) return { name: '', isEnd: false, end: open + 1 };
  return { name: (match[2] ?? '').toLowerCase(), isEnd: match[1] === '/', end: tagEnd(html, open) };
}

/** Past the `>` that is not inside a quoted attribute value. */
function tagEnd(html: string, open: number): number {
  let quote = '';
  for (let pos = open; pos < html.length; pos++) {
    const char = html[pos]!;
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '>') return pos + 1;
    else if ((char === '"' || char === "'") && html[pos - 1] === '=') quote = char;
  }
  return html.length;
}

function skipElement(html: string, name: string, from: number): number {
  const close = new RegExp(`</${name}[\\s>/]`, 'gi');
  close.lastIndex = from;
  const match = close.exec(html);
  return match === null ? html.length : tagEnd(html, match.index);
}

function after(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from);
  return at < 0 ? html.length : at + mark.length;
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));?/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name]! : whole;
    const code = decimal === undefined ? parseInt(hex, 16) : Number(decimal);
    const isText = code >= 0x20 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return isText ? String.fromCodePoint(code) : ' ';
  });
}
