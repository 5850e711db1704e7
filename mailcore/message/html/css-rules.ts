import { MAX_CSS_CHARS, filterDeclarations, isDelim } from './css-declarations.ts';
import { tokenizeCss } from './css-tokenizer.ts';
import type { CssToken } from './css-tokenizer.ts';
import { prefixedName } from './names.ts';
import type { ResourceFilter } from './url.ts';

const MAX_RULES = 5000;
const PSEUDO_CLASSES = new Set(['active', 'first-child', 'first-of-type', 'focus', 'hover', 'last-child', 'last-of-type', 'link', 'only-child', 'visited']); // prettier-ignore

/**
 * Filters a style sheet: plain rules and @media stay; @import, @font-face, @keyframes and the rest go, as do selectors that can
 * spy on content (attributes, :has). Canonical: filtering the result again changes nothing.
 */
export function filterStyleSheet(css: string, resources: ResourceFilter): string {
  return new RuleFilter(tokenizeCss(css.slice(0, MAX_CSS_CHARS)), resources).rules(false);
}

class RuleFilter {
  readonly #tokens: readonly CssToken[];
  readonly #resources: ResourceFilter;
  #pos = 0;
  #rulesLeft = MAX_RULES;

  constructor(tokens: readonly CssToken[], resources: ResourceFilter) {
    this.#tokens = tokens;
    this.#resources = resources;
  }

  /** Rules up to the end, or up to the brace that closes the @media around them. */
  rules(isNested: boolean): string {
    let css = '';
    while (this.#pos < this.#tokens.length && this.#rulesLeft-- > 0) {
      const token = this.#tokens[this.#pos]!;
      if (token.type === 'space' || isDelim(token, ';')) this.#pos++;
      else if (isDelim(token, '}')) {
        this.#pos++;
        if (isNested) return css;
      } else css += token.type === 'at' ? this.#atRule(isNested) : this.#styleRule();
    }
    return css;
  }

  #atRule(isNested: boolean): string {
    const name = this.#tokens[this.#pos++]!.value.toLowerCase();
    const { prelude, hasBlock } = this.#prelude(true);
    if (!hasBlock) {
      // @import 'https://…' and @import url(…) alike
      for (const { type, value } of prelude)
        if (type === 'string' || type === 'url') this.#resources.resource(value);
      return '';
    }
    const query = name === 'media' && !isNested ? mediaQuery(prelude) : null;
    if (query === null) {
      this.#block();
      return '';
    }
    const inner = this.rules(true);
    return inner === '' ? '' : `@media ${query}{${inner}}`;
  }

  #styleRule(): string {
    const { prelude, hasBlock } = this.#prelude(false);
    if (!hasBlock) return '';
    const declarations = filterDeclarations(this.#block(), this.#resources);
    const selector = serializeSelector(prelude);
    return selector === null || declarations === '' ? '' : `${selector}{${declarations}}`;
  }

  /** Tokens before the block, whose opening brace is consumed. */
  #prelude(endsAtSemicolon: boolean): { prelude: CssToken[]; hasBlock: boolean } {
    const prelude: CssToken[] = [];
    while (this.#pos < this.#tokens.length) {
      const token = this.#tokens[this.#pos++]!;
      if (isDelim(token, '{')) return { prelude, hasBlock: true };
      if (endsAtSemicolon && isDelim(token, ';')) break;
      prelude.push(token);
    }
    return { prelude, hasBlock: false };
  }

  /** Tokens up to the matching brace, nested blocks left out. */
  #block(): CssToken[] {
    const body: CssToken[] = [];
    for (let depth = 1; this.#pos < this.#tokens.length; this.#pos++) {
      const token = this.#tokens[this.#pos]!;
      if (isDelim(token, '{')) depth++;
      else if (isDelim(token, '}') && --depth === 0) {
        this.#pos++;
        break;
      } else if (depth === 1) body.push(token);
    }
    return body;
  }
}

function mediaQuery(prelude: readonly CssToken[]): string | null {
  let text = '';
  for (const { type, value } of prelude) {
    if (type === 'space') text += ' ';
    else if (type === 'ident' && /^[\w-]+$/.test(value)) text += value;
    else if (type === 'number' && /^[\w.%+-]+$/.test(value)) text += value;
    else if (type === 'delim' && '(),:'.includes(value)) text += value;
    else return null;
  }
  return isBalanced(text) ? text.trim() : null;
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '(') depth++;
    if (char === ')' && --depth < 0) return false;
  }
  return depth === 0;
}

/** Type, class and id selectors with combinators and harmless pseudo-classes; null for any other. */
function serializeSelector(prelude: readonly CssToken[]): string | null {
  let text = '';
  let previous: CssToken | null = null;
  for (const token of prelude) {
    const part = selectorPart(token, previous);
    if (part === null) return null;
    text += part;
    previous = token;
  }
  const trimmed = text.trim();
  return trimmed === '' || /[.:]$/.test(trimmed) ? null : trimmed;
}

function selectorPart(token: CssToken, previous: CssToken | null): string | null {
  const isAfter = (char: string) => previous !== null && isDelim(previous, char);
  if (isAfter('.') && token.type !== 'ident') return null;
  if (isAfter(':')) {
    const name = token.value.toLowerCase();
    return token.type === 'ident' && PSEUDO_CLASSES.has(name) ? name : null;
  }
  if (token.type === 'space') return ' ';
  if (token.type === 'ident') {
    const isJoined = previous?.type === 'ident' || previous?.type === 'hash';
    return isJoined ? null : escapeName(token.value);
  }
  if (token.type === 'hash') return `#${escapeName(prefixedName(token.value))}`;
  return token.type === 'delim' && '.,>+~*:'.includes(token.value) ? token.value : null;
}

/** A name in which every character stands for itself when read again. CSSOM §2.1. */
function escapeName(name: string): string {
  const escaped = name.replace(/[^\w\u00a0-\uffff-]/g, (char) => `\\${char.charCodeAt(0).toString(16)} `);
  return escaped.replace(/^-?\d|^-$/, (start) =>
    [...start].map((char) => `\\${char.charCodeAt(0).toString(16)} `).join(''),
  );
}
