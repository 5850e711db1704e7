/** What placeholders stand for: filled by the caller and by captures. */
export type TranscriptVariables = Map<string, string>;

/** A regular expression may hold braces, so it ends at `/}`. */
const PLACEHOLDER = /\$\{((?:\w+=)?\/.+?\/|[^/].*?)\}/g;

/** Fills `${name}` and `${base64 text}` of a C: line. Throws for a name that nothing has set. */
export function fillPlaceholders(text: string, variables: TranscriptVariables): string {
  return text.replace(PLACEHOLDER, (_, inner: string) => {
    const encoded = /^base64 (.*)$/s.exec(inner);
    if (encoded) return Buffer.from(unescape(fillNames(encoded[1] ?? '', variables))).toString('base64');
    return valueOf(inner, variables);
  });
}

function fillNames(text: string, variables: TranscriptVariables): string {
  return text.replace(/\$(\w+)/g, (_, name: string) => valueOf(name, variables));
}

function valueOf(name: string, variables: TranscriptVariables): string {
  const value = variables.get(name);
  if (value === undefined) throw new Error(`nothing has set \${${name}}`);
  return value;
}

/** `\r \n \t \0 \xHH \\` of raw lines. */
export function unescape(text: string): string {
  const named: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', '0': '\0', '\\': '\\' };
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|(.))/g, (whole, hex?: string, name?: string) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (named[name ?? ''] ?? whole),
  );
}

/**
 * Compares a received line with an S: line. Returns what it captured, or null when it does not match.
 * A name that is set already must have its value.
 */
export function matchLine(
  expected: string,
  received: string,
  variables: TranscriptVariables,
): Record<string, string> | null {
  const found = compile(expected, variables).exec(received);
  return found && { ...found.groups };
}

function compile(expected: string, variables: TranscriptVariables): RegExp {
  const whole = /^\/(.*)\/$/.exec(expected);
  if (whole) return new RegExp(whole[1] ?? '', 'su');
  let source = '';
  let end = 0;
  for (const match of expected.matchAll(PLACEHOLDER)) {
    source += escapeRegExp(expected.slice(end, match.index)) + compilePlaceholder(match[1] ?? '', variables);
    end = match.index + match[0].length;
  }
  return new RegExp(`^${source}${escapeRegExp(expected.slice(end))}$`, 'su');
}

function compilePlaceholder(inner: string, variables: TranscriptVariables): string {
  if (inner === '*') return '.*';
  const regex = /^(?:(\w+)=)?\/(.*)\/$/s.exec(inner);
  if (regex) return regex[1] ? `(?<${regex[1]}>${regex[2]})` : `(?:${regex[2]})`;
  const value = variables.get(inner);
  return value === undefined ? `(?<${inner}>.+?)` : escapeRegExp(value);
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
