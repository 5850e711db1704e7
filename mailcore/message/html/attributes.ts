import { filterStyleAttribute } from './css-declarations.ts';
import { prefixedName } from './names.ts';
import { linkUrl, stripUrl } from './url.ts';
import type { ResourceFilter } from './url.ts';

export interface Attribute {
  name: string;
  value: string;
}

const MAX_VALUE_CHARS = 10_000;

/** Attributes whose values are plain words, numbers, colours or prose: they name no resource and run nothing. */
const PLAIN = new Set([
  'abbr', 'align', 'alt', 'aria-hidden', 'aria-label', 'axis', 'bgcolor', 'border', 'bordercolor', 'cellpadding', 'cellspacing',
  'char', 'charoff', 'class', 'clear', 'color', 'cols', 'colspan', 'compact', 'coords', 'datetime', 'dir', 'face', 'frame',
  'height', 'hspace', 'lang', 'noshade', 'nowrap', 'open', 'reversed', 'role', 'rowspan', 'rules', 'scope', 'shape', 'size',
  'span', 'start', 'summary', 'title', 'type', 'valign', 'value', 'vspace', 'width',
]); // prettier-ignore

const BACKGROUND_ELEMENTS = new Set(['table', 'tbody', 'thead', 'tfoot', 'tr', 'td', 'th', 'div']);
const LINK_ELEMENTS = new Set(['a', 'area']);

/** The attributes that stay, in order; links get their rel and target. */
export function filterAttributes(
  tag: string,
  attrs: readonly Attribute[],
  resources: ResourceFilter,
): Attribute[] {
  const kept: Attribute[] = [];
  for (const { name, value } of attrs) {
    const filtered = filterValue(tag, name.toLowerCase(), value, resources);
    if (filtered !== null) kept.push({ name: name.toLowerCase(), value: filtered });
  }
  const href = kept.find(({ name }) => name === 'href');
  if (href === undefined || href.value.startsWith('#')) return kept;
  return [
    ...kept,
    { name: 'target', value: '_blank' },
    { name: 'rel', value: 'noopener noreferrer nofollow' },
  ];
}

function filterValue(tag: string, name: string, value: string, resources: ResourceFilter): string | null {
  if (PLAIN.has(name)) return value.slice(0, MAX_VALUE_CHARS);
  switch (name) {
    case 'style':
      return filterStyleAttribute(value, resources) || null;
    case 'id':
    case 'name':
      return anchorName(tag, name, value);
    case 'headers':
      return value.slice(0, MAX_VALUE_CHARS).split(/\s+/).filter(Boolean).map(prefixedName).join(' ');
    case 'href':
      return LINK_ELEMENTS.has(tag) ? linkTarget(value) : null;
    case 'src':
      return tag === 'img' ? resources.resource(value) : null;
    case 'srcset':
      noteSources(value, resources);
      return null;
    case 'background':
      return BACKGROUND_ELEMENTS.has(tag) ? resources.resource(value) : null;
    case 'usemap':
      return tag === 'img' && value.startsWith('#') ? `#${prefixedName(value.slice(1, 200))}` : null;
    default:
      return null;
  }
}

function anchorName(tag: string, name: string, value: string): string | null {
  if (value === '' || value.length > 200) return null;
  return name === 'id' || tag === 'a' || tag === 'map' ? prefixedName(value) : null;
}

/** A place in the message itself, or a link out of it. */
function linkTarget(value: string): string | null {
  const text = stripUrl(value);
  if (text.startsWith('#'))
    return text.length > 1 && text.length <= 200 ? `#${prefixedName(text.slice(1))}` : null;
  return linkUrl(text);
}

/** Sources of other sizes are never loaded, but show what the message wanted. */
function noteSources(value: string, resources: ResourceFilter): void {
  for (const source of value.slice(0, MAX_VALUE_CHARS).split(','))
    resources.resource(source.trim().split(/\s/)[0]!);
}
