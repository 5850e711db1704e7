/** The words of an HTML body, for quoting. Parsed into a document of its own that loads and runs nothing. */
export function htmlToText(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  return textOf(body)
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const SILENT = new Set(['HEAD', 'SCRIPT', 'STYLE', 'TEMPLATE', 'TITLE', 'NOSCRIPT']);
const BLOCK = new Set(
  'ADDRESS ARTICLE BLOCKQUOTE DD DIV DL DT H1 H2 H3 H4 H5 H6 HR LI OL P PRE SECTION TABLE TR UL'.split(' '),
);

function textOf(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return inlineText(node);
  if (!(node instanceof Element) || SILENT.has(node.tagName)) return '';
  if (node.tagName === 'BR') return '\n';
  const text = [...node.childNodes].map(textOf).join('');
  if (node.tagName === 'BLOCKQUOTE') return `\n${quoted(text)}\n`;
  if (node.tagName === 'P') return `\n\n${text}\n\n`;
  return BLOCK.has(node.tagName) ? `\n${text}\n` : text;
}

function inlineText(node: Node): string {
  const text = node.textContent ?? '';
  return node.parentElement?.closest('pre') ? text : text.replace(/\s+/g, ' ');
}

function quoted(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}
