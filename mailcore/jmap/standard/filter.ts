import { ArgumentError, isObject, type Check, type JsonObject } from '../arguments.ts';
import { MethodFailure } from '../errors.ts';
import { MAX_FILTER_CONDITIONS, MAX_FILTER_DEPTH } from '../limits.ts';

/** A filter whose conditions are read. RFC 8620 §5.5. */
export type FilterTree<Condition> =
  | { readonly operator: 'AND' | 'OR' | 'NOT'; readonly conditions: readonly FilterTree<Condition>[] }
  | { readonly operator: null; readonly condition: Condition };

/**
 * Reads a `filter` argument. Each condition object becomes the AND of its properties, each read by its check.
 * Throws `unsupportedFilter` for an unknown property or a filter too deep or long, `invalidArguments` for a wrong value.
 */
export function parseFilter<Condition>(
  filter: JsonObject | null | undefined,
  checks: Readonly<Record<string, Check<Condition>>>,
): FilterTree<Condition> {
  let count = 0;

  function parse(node: unknown, depth: number): FilterTree<Condition> {
    if (!isObject(node)) throw badFilter('A filter must be an object.');
    if (depth > MAX_FILTER_DEPTH)
      throw new MethodFailure('unsupportedFilter', 'The filter is nested too deeply.');
    if (!('operator' in node)) return parseCondition(node);
    const { operator, conditions, ...rest } = node;
    if (operator !== 'AND' && operator !== 'OR' && operator !== 'NOT')
      throw badFilter('operator must be AND, OR or NOT.');
    if (!Array.isArray(conditions)) throw badFilter('conditions must be an array.');
    if (Object.keys(rest).length > 0) throw badFilter('A FilterOperator has operator and conditions only.');
    return { operator, conditions: conditions.map((child) => parse(child, depth + 1)) };
  }

  function parseCondition(node: JsonObject): FilterTree<Condition> {
    const conditions = Object.entries(node).map(([name, value]) => {
      count += 1;
      if (count > MAX_FILTER_CONDITIONS) throw new MethodFailure('unsupportedFilter', 'Too many conditions.');
      return { operator: null, condition: readCondition(checks, name, value) } as const;
    });
    return conditions.length === 1 ? conditions[0]! : { operator: 'AND', conditions };
  }

  return parse(filter ?? {}, 0);
}

function readCondition<Condition>(
  checks: Readonly<Record<string, Check<Condition>>>,
  name: string,
  value: unknown,
): Condition {
  const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
  if (!check)
    throw new MethodFailure('unsupportedFilter', 'The filter names a property that is not known here.');
  try {
    return check(value, name);
  } catch (error) {
    if (error instanceof ArgumentError) throw badFilter(`${error.message}.`);
    throw error;
  }
}

function badFilter(description: string): MethodFailure {
  return new MethodFailure('invalidArguments', description, ['filter']);
}

/** Whether one record passes, for types an account has few of. */
export function matchesFilter<T>(tree: FilterTree<(record: T) => boolean>, record: T): boolean {
  if (tree.operator === null) return tree.condition(record);
  switch (tree.operator) {
    case 'AND':
      return tree.conditions.every((child) => matchesFilter(child, record));
    case 'OR':
      return tree.conditions.some((child) => matchesFilter(child, record));
    case 'NOT':
      return !tree.conditions.some((child) => matchesFilter(child, record));
  }
}
