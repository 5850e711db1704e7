import { defaultTreeAdapter, html as standard, serialize } from 'parse5';
import type { DefaultTreeAdapterMap } from 'parse5';
import { filterAttributes } from './attributes.ts';
import {
  HtmlTooComplexError,
  MAX_HTML_CHARS,
  MAX_OPEN_ELEMENTS,
  isElement,
  parseBody,
} from './bounded-parser.ts';
import { filterStyleSheet } from './css-rules.ts';
import { ALLOWED_ELEMENTS, DROPPED_ELEMENTS } from './elements.ts';
import { escapeHtml } from './plain-text.ts';
import { htmlToText } from './to-text.ts';
import { ResourceFilter } from './url.ts';
import type { ResourcePolicy } from './url.ts';

type Element = DefaultTreeAdapterMap['element'];
type ParentNode = DefaultTreeAdapterMap['parentNode'];

/** `images: 'load'` lets http(s) images through; `cid` names where the message's own parts are served. */
export type SanitizeOptions = ResourcePolicy;

export interface SanitizedHtml {
  /** Body content for a standards-mode document of its own, to be served under a sandboxing CSP. */
  readonly html: string;
  /** True when something would have been, or is, loaded from outside. */
  readonly hasRemoteContent: boolean;
}

/** Rounds until the output reads back as itself; HTML that does not settle is shown as text. */
const MAX_ROUNDS = 4;

/**
 * Cleans the HTML of a message by allow-list: no scripts, frames, forms, SVG or MathML, no handlers, filtered CSS, links that
 * open outside. The output parses back to exactly itself, so what was checked is what a browser sees. HTML that is too complex
 * becomes text. Never throws.
 */
export function sanitizeHtml(html: string, options: SanitizeOptions): SanitizedHtml {
  const resources = new ResourceFilter(options);
  const settled = settle(html, resources);
  return { html: settled ?? asText(html), hasRemoteContent: resources.hasRemoteContent };
}

function settle(html: string, resources: ResourceFilter): string | null {
  try {
    let current = cleanOnce(html, resources);
    for (let round = 1; round < MAX_ROUNDS; round++) {
      const next = cleanOnce(current, resources);
      if (next === current) return current;
      current = next;
    }
    return null;
  } catch (error) {
    if (error instanceof HtmlTooComplexError) return null;
    throw error;
  }
}

function asText(html: string): string {
  return `<div>${escapeHtml(htmlToText(html.slice(0, MAX_HTML_CHARS))).replaceAll('\n', '<br>')}</div>`;
}

function cleanOnce(html: string, resources: ResourceFilter): string {
  const body = parseBody(html);
  const fragment = defaultTreeAdapter.createDocumentFragment();
  const attrs = filterAttributes('div', body.attrs, resources);
  let target: ParentNode = fragment;
  if (attrs.length > 0) {
    // What the body of the message said applies to a block of ours.
    target = defaultTreeAdapter.createElement('div', standard.NS.HTML, attrs);
    defaultTreeAdapter.appendChild(fragment, target);
  }
  cleanChildren(body, target, resources, 0);
  return serialize(fragment);
}

/** Depth is bounded here too: the parser can nest nodes deeper than it ever had elements open. */
function cleanChildren(
  source: ParentNode,
  target: ParentNode,
  resources: ResourceFilter,
  depth: number,
): void {
  if (depth > MAX_OPEN_ELEMENTS) return;
  for (const node of source.childNodes) {
    if (node.nodeName === '#text' && 'value' in node) {
      // NUL and lone surrogates change when they are parsed again.
      defaultTreeAdapter.insertText(target, node.value.toWellFormed());
    } else if (isElement(node)) cleanElement(node, target, resources, depth);
  }
}

function cleanElement(element: Element, target: ParentNode, resources: ResourceFilter, depth: number): void {
  const { tagName, namespaceURI } = element;
  if (namespaceURI !== standard.NS.HTML || DROPPED_ELEMENTS.has(tagName)) return;
  if (!ALLOWED_ELEMENTS.has(tagName)) return cleanChildren(element, target, resources, depth + 1);
  const attrs = filterAttributes(tagName, element.attrs, resources);
  const clean = defaultTreeAdapter.createElement(tagName, standard.NS.HTML, attrs);
  if (tagName === 'style') {
    const css = filterStyleSheet(textOf(element), resources);
    if (css === '' || !isForScreens(element)) return;
    defaultTreeAdapter.insertText(clean, css);
  } else {
    // The parser swallows a line break at the start of <pre>: give it one more.
    if (tagName === 'pre' && textOf(element).startsWith('\n')) defaultTreeAdapter.insertText(clean, '\n');
    cleanChildren(element, clean, resources, depth + 1);
  }
  defaultTreeAdapter.appendChild(target, clean);
}

/** The media attribute goes, so a sheet meant for something else goes with it. */
function isForScreens(style: Element): boolean {
  const media = style.attrs.find(({ name }) => name === 'media')?.value ?? '';
  return /^\s*(?:(?:all|screen)\b.*)?$/is.test(media);
}

function textOf(element: Element): string {
  return element.childNodes.map((node) => ('value' in node ? node.value : '')).join('');
}
