import { isObject, type JsonObject } from './arguments.ts';
import { MethodFailure } from './errors.ts';
import { MAX_ARGUMENT_VALUES } from './limits.ts';
import type { Invocation } from './types.ts';

/**
 * Arguments with every `#name` replaced by what it refers to in earlier responses.
 * Throws MethodFailure `invalidResultReference`, `invalidArguments` (both `name` and `#name`), `requestTooLarge`. RFC 8620 §3.7.
 */
export function resolveReferences(args: JsonObject, responses: readonly Invocation[]): JsonObject {
  const names = Object.keys(args).filter((name) => name.startsWith('#'));
  if (names.length === 0) return args;
  const resolved = new Map(Object.entries(args).filter(([name]) => !name.startsWith('#')));
  for (const name of names) {
    const plain = name.slice(1);
    if (Object.hasOwn(args, plain)) {
      throw new MethodFailure('invalidArguments', `${plain} is given both plainly and as ${name}`, [plain]);
    }
    resolved.set(plain, resolveReference(args[name], responses));
  }
  const filled = Object.fromEntries(resolved);
  if (weigh(filled, MAX_ARGUMENT_VALUES) > MAX_ARGUMENT_VALUES) {
    throw new MethodFailure('requestTooLarge', 'The back-references resolve to too many values.');
  }
  return filled;
}

function resolveReference(reference: unknown, responses: readonly Invocation[]): unknown {
  if (!isReference(reference)) throw badReference('A reference needs resultOf, name and path.');
  const response = responses.find(([, , callId]) => callId === reference.resultOf);
  if (!response || response[0] !== reference.name)
    throw badReference('No earlier response is the one named.');
  const { path } = reference;
  if (path !== '' && !path.startsWith('/')) throw badReference('path is not a JSON pointer.');
  const tokens = path.split('/').slice(1).map(unescapeToken);
  return evaluate(response[1], tokens);
}

function isReference(value: unknown): value is { resultOf: string; name: string; path: string } {
  return (
    isObject(value) &&
    typeof value.resultOf === 'string' &&
    typeof value.name === 'string' &&
    typeof value.path === 'string'
  );
}

/** RFC 6901 §4. */
function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** RFC 6901, and `*` which maps over an array and flattens one level. */
function evaluate(value: unknown, tokens: readonly string[]): unknown {
  const [token, ...rest] = tokens;
  if (token === undefined) return value;
  if (Array.isArray(value)) {
    if (token === '*') return value.flatMap((entry) => evaluate(entry, rest));
    if (!/^(?:0|[1-9]\d{0,9})$/.test(token) || Number(token) >= value.length)
      throw badReference('path leads nowhere.');
    return evaluate(value[Number(token)], rest);
  }
  if (!isObject(value) || !Object.hasOwn(value, token)) throw badReference('path leads nowhere.');
  return evaluate(value[token], rest);
}

function badReference(description: string): MethodFailure {
  return new MethodFailure('invalidResultReference', description);
}

/** How many values are in `root`, a long string as several, shared ones each time they appear; stops counting beyond `limit`. */
function weigh(root: unknown, limit: number): number {
  let weight = 0;
  const open: unknown[] = [root];
  while (open.length > 0 && weight <= limit) {
    const value = open.pop();
    weight += typeof value === 'string' ? 1 + (value.length >> 6) : 1;
    if (Array.isArray(value)) for (const entry of value) open.push(entry);
    else if (isObject(value)) for (const entry of Object.values(value)) open.push(entry);
  }
  return weight;
}
