import {
  ALLOWED_FUNCTIONS,
  ALLOWED_PROPERTIES,
  IMAGE_PROPERTIES,
  STRING_PROPERTIES,
} from './css-properties.ts';
import { tokenizeCss } from './css-tokenizer.ts';
import type { CssToken } from './css-tokenizer.ts';
import type { ResourceFilter } from './url.ts';

export const MAX_CSS_CHARS = 256 * 1024;

/** Filters a style attribute; the result is canonical: filtering it again changes nothing. "" when nothing is left. */
export function filterStyleAttribute(css: string, resources: ResourceFilter): string {
  return filterDeclarations(tokenizeCss(css.slice(0, MAX_CSS_CHARS)), resources);
}

/** Filters declarations separated by semicolons. */
export function filterDeclarations(tokens: readonly CssToken[], resources: ResourceFilter): string {
  const kept: string[] = [];
  for (const declaration of splitDeclarations(tokens)) {
    const text = filterDeclaration(declaration, resources);
    if (text !== null) kept.push(text);
  }
  return kept.join(';');
}

function splitDeclarations(tokens: readonly CssToken[]): CssToken[][] {
  const declarations: CssToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.type === 'function' || isDelim(token, '(')) depth++;
    if (isDelim(token, ')') && depth > 0) depth--;
    if (depth === 0 && isDelim(token, ';')) declarations.push([]);
    else declarations.at(-1)!.push(token);
  }
  return declarations;
}

function filterDeclaration(declaration: readonly CssToken[], resources: ResourceFilter): string | null {
  const tokens = declaration.filter(({ type }) => type !== 'space');
  const [name, colon, ...rest] = tokens;
  noteRemote(tokens, resources);
  if (name?.type !== 'ident' || colon === undefined || !isDelim(colon, ':')) return null;
  const property = name.value.toLowerCase();
  if (!ALLOWED_PROPERTIES.has(property)) return null;
  const important = isImportant(rest);
  const value = important ? rest.slice(0, -2) : rest;
  if (value.length === 0 || !isSafePlacement(property, value)) return null;
  const text = serializeValue(property, value, resources);
  return text === null ? null : `${property}:${text}${important ? ' !important' : ''}`;
}

/** Whatever the property, a url() shows that the sender wanted something loaded. */
function noteRemote(tokens: readonly CssToken[], resources: ResourceFilter): void {
  for (const { type, value } of tokens)
    if (type === 'url' || type === 'bad' || type === 'string') resources.resource(value);
}

function isImportant(value: readonly CssToken[]): boolean {
  const [bang, word] = value.slice(-2);
  return (
    bang !== undefined &&
    isDelim(bang, '!') &&
    word?.type === 'ident' &&
    word.value.toLowerCase() === 'important'
  );
}

/** Nothing may leave its place and cover the rest: neither by position nor by negative margins. */
function isSafePlacement(property: string, value: readonly CssToken[]): boolean {
  if (property === 'position') {
    return value.length === 1 && /^(?:static|relative)$/i.test(value[0]!.value);
  }
  if (!property.startsWith('margin')) return true;
  return value.every(
    ({ type, value: text }) => type === 'ident' || (type === 'number' && !text.startsWith('-')),
  );
}

function serializeValue(
  property: string,
  tokens: readonly CssToken[],
  resources: ResourceFilter,
): string | null {
  let text = '';
  let depth = 0;
  let glue = '';
  for (const token of tokens) {
    const part = serializeToken(property, token, resources);
    if (part === null) return null;
    if (part === ')' && --depth < 0) return null;
    if (token.type === 'function' || part === '(') depth++;
    text += (part === ',' || part === ')' ? '' : glue) + part;
    glue = part === ',' || part.endsWith('(') ? '' : ' ';
  }
  return depth === 0 ? text : null;
}

function serializeToken(
  property: string,
  { type, value }: CssToken,
  resources: ResourceFilter,
): string | null {
  switch (type) {
    case 'ident':
      return /^[A-Za-z-][\w-]*$/.test(value) ? value : fontName(property, value);
    case 'number':
      return /^[-+.\de]+(?:%|[a-z]{0,10})$/i.test(value) ? value : null;
    case 'hash':
      return /^[0-9a-f]{3,8}$/i.test(value) ? `#${value}` : null;
    case 'function':
      return ALLOWED_FUNCTIONS.has(value.toLowerCase()) ? `${value.toLowerCase()}(` : null;
    case 'string':
      return STRING_PROPERTIES.has(property) ? cssString(value) : null;
    case 'url':
      return imageUrl(property, value, resources);
    case 'delim':
      return ',/()*+-'.includes(value) ? value : null;
    default:
      return null;
  }
}

/** `font-family: メイリオ` arrives unquoted. */
function fontName(property: string, value: string): string | null {
  return STRING_PROPERTIES.has(property) ? cssString(value) : null;
}

function imageUrl(property: string, value: string, resources: ResourceFilter): string | null {
  const url = IMAGE_PROPERTIES.has(property) ? resources.resource(value) : null;
  return url === null ? null : `url(${cssString(url)})`;
}

/** A quoted string in which no character can end the string, the attribute or the style element. */
export function cssString(text: string): string {
  return `'${text.replace(/[^\w .,:;/?&=%#@+~!$*-]/g, (char) => (char >= '\u00a0' && char < '\ud800' ? char : `\\${char.charCodeAt(0).toString(16)} `))}'`; // prettier-ignore
}

export function isDelim(token: CssToken, char: string): boolean {
  return token.type === 'delim' && token.value === char;
}
