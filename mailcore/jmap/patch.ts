import { isObject, type JsonObject } from './arguments.ts';
import { SetFailure } from './errors.ts';

/**
 * Splits a PatchObject into whole properties and changes inside them: `{ "keywords/$seen": true }` gives
 * inner = { keywords: { $seen: true } }. Only one level of depth exists in our types.
 * Throws SetFailure `invalidPatch`. RFC 8620 §5.3.
 */
export function splitPatch(patch: JsonObject): {
  whole: Map<string, unknown>;
  inner: Map<string, Map<string, unknown>>;
} {
  const whole = new Map<string, unknown>();
  const inner = new Map<string, Map<string, unknown>>();
  for (const [pointer, value] of Object.entries(patch)) {
    const [property = '', key, ...deeper] = pointer.split('/').map(unescapeToken);
    if (deeper.length > 0) throw invalidPatch(`${pointer} leads nowhere.`);
    if (key === undefined) whole.set(property, value);
    else entryOf(inner, property).set(key, value);
  }
  for (const property of inner.keys()) {
    if (whole.has(property)) throw invalidPatch(`${property} is both replaced and patched.`);
  }
  return { whole, inner };
}

function entryOf(map: Map<string, Map<string, unknown>>, key: string): Map<string, unknown> {
  const known = map.get(key);
  if (known) return known;
  const entry = new Map<string, unknown>();
  map.set(key, entry);
  return entry;
}

/** RFC 6901 §4. */
function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

function invalidPatch(description: string): SetFailure {
  return new SetFailure('invalidPatch', { description });
}

/** Members to add and to remove of a patched `{ key: true }` set; null removes. Throws `invalidPatch` for any other value. */
export function splitMembers(changes: ReadonlyMap<string, unknown>): { add: string[]; remove: string[] } {
  const add: string[] = [];
  const remove: string[] = [];
  for (const [key, value] of changes) {
    if (value === true) add.push(key);
    else if (value === null) remove.push(key);
    else throw invalidPatch(`${key} must be true or null.`);
  }
  return { add, remove };
}

/** Deep equality of JSON values, for properties a client may send back unchanged. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((value, index) => sameJson(value, right[index]))
    );
  }
  if (!isObject(left) || !isObject(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && sameJson(left[name], right[name]))
  );
}
