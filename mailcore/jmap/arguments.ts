import { MethodFailure } from './errors.ts';
import type { CreationId, Id } from './types.ts';

/** Reads one JSON value as T. `path` names it in the error. Throws ArgumentError. */
export type Check<T> = (value: unknown, path: string) => T;
export type Checked<C> = C extends Check<infer T> ? T : never;

/** A value that is not what its argument takes; `path` is like `update/e1/keywords`. */
export class ArgumentError extends Error {
  readonly path: string;

  constructor(path: string, expected: string) {
    super(`${path} must be ${expected}`);
    this.name = 'ArgumentError';
    this.path = path;
  }
}

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const anything: Check<unknown> = (value) => value;

export const string: Check<string> = (value, path) => {
  if (typeof value !== 'string') throw new ArgumentError(path, 'a string');
  return value;
};

export const boolean: Check<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new ArgumentError(path, 'a boolean');
  return value;
};

/** RFC 8620 §1.3. */
export const int: Check<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new ArgumentError(path, 'an integer');
  return value;
};

/** RFC 8620 §1.3. */
export const unsignedInt: Check<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new ArgumentError(path, 'an unsigned integer');
  }
  return value;
};

const ID = /^#?[A-Za-z0-9_-]{1,255}$/;

/** An id, or `#` and a creation id. RFC 8620 §1.2, §5.3. */
export const id: Check<Id> = (value, path) => {
  if (typeof value !== 'string' || !ID.test(value)) throw new ArgumentError(path, 'an id');
  return value;
};

const UTC_DATE =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?Z$/;

/** RFC 8620 §1.4. */
export const utcDate: Check<Date> = (value, path) => {
  const date = typeof value === 'string' && UTC_DATE.test(value) ? new Date(value) : null;
  if (date === null || Number.isNaN(date.getTime()))
    throw new ArgumentError(path, 'a UTC date like 2026-10-30T06:12:00Z');
  return date;
};

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** A date with its own offset, kept as text. RFC 8620 §1.4. */
export const dateTime: Check<string> = (value, path) => {
  if (typeof value !== 'string' || !DATE_TIME.test(value) || Number.isNaN(Date.parse(value))) {
    throw new ArgumentError(path, 'a date like 2026-10-30T14:12:00+08:00');
  }
  return value;
};

export const object: Check<JsonObject> = (value, path) => {
  if (!isObject(value)) throw new ArgumentError(path, 'an object');
  return value;
};

export function oneOf<const T extends string>(values: readonly T[]): Check<T> {
  return (value, path) => {
    const found = values.find((allowed) => allowed === value);
    if (found === undefined) throw new ArgumentError(path, `one of ${values.join(', ')}`);
    return found;
  };
}

/** The set marker of JMAP maps. RFC 8620 §1.1. */
export const onlyTrue: Check<true> = (value, path) => {
  if (value !== true) throw new ArgumentError(path, 'true');
  return value;
};

export function listOf<T>(check: Check<T>): Check<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ArgumentError(path, 'an array');
    return value.map((entry, index) => check(entry, `${path}/${index}`));
  };
}

/** A JSON object used as a map; a Map, so that no key can touch a prototype. */
export function mapOf<T>(check: Check<T>): Check<Map<string, T>> {
  return (value, path) => {
    const entries = Object.entries(object(value, path));
    return new Map(entries.map(([key, entry]) => [key, check(entry, `${path}/${key}`)]));
  };
}

/** The keys of `{ key: true }`. RFC 8620 §1.1. */
export function setOf(checkKey: Check<string>): Check<string[]> {
  return (value, path) =>
    Object.entries(object(value, path)).map(([key, marker]) => {
      onlyTrue(marker, `${path}/${key}`);
      return checkKey(key, `${path}/${key}`);
    });
}

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, path) => (value === null ? null : check(value, path));
}

export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, path) => (value === undefined ? undefined : check(value, path));
}

/** Absent or null: `fallback`. */
export function withDefault<T>(check: Check<T>, fallback: T): Check<T> {
  return (value, path) => (value === undefined || value === null ? fallback : check(value, path));
}

export type Shape = Readonly<Record<string, Check<unknown>>>;
export type ShapeOf<S extends Shape> = { [Key in keyof S]: Checked<S[Key]> };

/** An object with exactly these members; an unknown one is an error, so that a misspelt argument does not pass unseen. */
export function record<S extends Shape>(shape: S): Check<ShapeOf<S>> {
  const known = Object.entries(shape);
  return (value, path) => {
    const given = object(value, path);
    const prefix = path === '' ? '' : `${path}/`;
    for (const key of Object.keys(given)) {
      if (!Object.hasOwn(shape, key)) throw new ArgumentError(prefix + key, 'left out: it is not known here');
    }
    const read = known.map(([key, check]) => [
      key,
      check(Object.hasOwn(given, key) ? given[key] : undefined, prefix + key),
    ]);
    return Object.fromEntries(read) as ShapeOf<S>;
  };
}

/** Runs a check over the arguments of a call. Throws MethodFailure `invalidArguments` naming the first wrong one. */
export function checkArguments<T>(check: Check<T>, args: unknown): T {
  try {
    return check(args, '');
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new MethodFailure('invalidArguments', error.message, [error.path.split('/')[0] ?? error.path]);
  }
}

/** Arguments common to every /set. RFC 8620 §5.3. */
export const setArguments = {
  accountId: id,
  ifInState: optional(nullable(string)),
  create: withDefault(mapOf(object), new Map<CreationId, JsonObject>()),
  update: withDefault(mapOf(object), new Map<Id, JsonObject>()),
  destroy: withDefault(listOf(id), []),
};

/** RFC 8620 §5.1. */
export const getArguments = {
  accountId: id,
  ids: optional(nullable(listOf(id))),
  properties: optional(nullable(listOf(string))),
};

/** RFC 8620 §5.2. */
export const changesArguments = {
  accountId: id,
  sinceState: string,
  maxChanges: optional(nullable(unsignedInt)),
};

const comparator = record({
  property: string,
  isAscending: withDefault(boolean, true),
  collation: optional(nullable(string)),
  keyword: optional(string),
});
export type CheckedComparator = Checked<typeof comparator>;

/** RFC 8620 §5.5; the filter is read by filter.ts. */
export const queryArguments = {
  accountId: id,
  filter: optional(nullable(object)),
  sort: withDefault(listOf(comparator), []),
  position: withDefault(int, 0),
  anchor: optional(nullable(id)),
  anchorOffset: withDefault(int, 0),
  limit: optional(nullable(unsignedInt)),
  calculateTotal: withDefault(boolean, false),
};

/** RFC 8620 §5.6. */
export const queryChangesArguments = {
  accountId: id,
  filter: queryArguments.filter,
  sort: queryArguments.sort,
  sinceQueryState: string,
  maxChanges: optional(nullable(unsignedInt)),
  upToId: optional(nullable(id)),
  calculateTotal: withDefault(boolean, false),
};
