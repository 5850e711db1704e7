/** A statement of one row, rewritten for many: each parameter becomes an array. */
export interface BulkStatement {
  readonly text: string;
  /** Which parameters name the row: of rows with equal ones only the last is sent. Empty: every row is. */
  readonly key: readonly number[];
  /** Which parameter is added up over rows with equal keys; null when the last one stands. */
  readonly sum: number | null;
}

/** Columns that hold text; all others of the hot tables are integers. */
const TEXT_COLUMNS: ReadonlySet<string> = new Set([
  'container',
  'envelope',
  'body_structure',
  'structure',
  'summary',
  'custom',
]);

const INSERT = /^INSERT INTO (\w+)\s*\(([^)]+)\)\s*VALUES \(([^)]+)\)(.*)$/s;
const UPDATE = /^UPDATE (\w+) SET (.+) WHERE (.+)$/s;
const DELETE = /^DELETE FROM (\w+) WHERE (.+)$/s;
const ASSIGNMENT = /^(\w+) = (?:\1 \+ )?\?$/;
const CONDITION = /^(\w+) = \?$/;
const CONFLICT = /ON CONFLICT \(([^)]+)\) DO UPDATE/;

/**
 * `INSERT … VALUES (?, …)`, `UPDATE … SET column = ?, … WHERE column = ? AND …` (one column may be `column + ?`) and
 * `DELETE … WHERE column = ? AND …`, over `unnest`. Throws for any other shape.
 */
export function bulkStatement(sql: string): BulkStatement {
  return bulkInsert(sql) ?? bulkUpdate(sql) ?? bulkDelete(sql) ?? unknownShape(sql);
}

function bulkInsert(sql: string): BulkStatement | null {
  const match = INSERT.exec(sql);
  if (!match) return null;
  const [, table = '', columnList = '', values = '', rest = ''] = match;
  const columns = names(columnList);
  if (names(values).some((value) => value !== '?')) return null;
  const text = `INSERT INTO ${table} (${columns.join(', ')}) SELECT * FROM ${unnest(columns)}${rest}`;
  const conflict = names(CONFLICT.exec(rest)?.[1] ?? '');
  return { text, key: conflict.map((column) => columns.indexOf(column)), sum: null };
}

function bulkUpdate(sql: string): BulkStatement | null {
  const match = UPDATE.exec(sql);
  if (!match) return null;
  const [, table = '', assignments = '', conditions = ''] = match;
  const assigned = names(assignments);
  const columns = assigned.map((assignment) => ASSIGNMENT.exec(assignment)?.[1] ?? '');
  const keys = keyColumns(conditions);
  if (!keys || columns.includes('')) return null;
  const set = assigned.map((assignment, index) => overRow(table, assignment, index)).join(', ');
  const sums = assigned.flatMap((assignment, index) => (assignment.includes('+') ? [index] : []));
  if (sums.length > 1) return null;
  const source = `${rowsOf([...columns, ...keys])} WHERE ${matches(table, keys, columns.length)}`;
  const text = `UPDATE ${table} SET ${set} FROM ${source}`;
  return { text, key: keys.map((_, index) => columns.length + index), sum: sums[0] ?? null };
}

function overRow(table: string, assignment: string, index: number): string {
  return assignment.replace('?', `r.c${index}`).replace(/= (\w+) \+/, `= ${table}.$1 +`);
}

function bulkDelete(sql: string): BulkStatement | null {
  const match = DELETE.exec(sql);
  const keys = match && keyColumns(match[2] ?? '');
  if (!match || !keys) return null;
  const [, table = ''] = match;
  const text = `DELETE FROM ${table} USING ${rowsOf(keys)} WHERE ${matches(table, keys, 0)}`;
  return { text, key: keys.map((_, index) => index), sum: null };
}

/** Null when the conditions are more than equalities. */
function keyColumns(conditions: string): string[] | null {
  const columns = conditions.split(' AND ').map((condition) => CONDITION.exec(condition)?.[1] ?? '');
  return columns.includes('') ? null : columns;
}

function rowsOf(columns: readonly string[]): string {
  return `${unnest(columns)} AS r (${columns.map((_, index) => `c${index}`).join(', ')})`;
}

function matches(table: string, keys: readonly string[], from: number): string {
  return keys.map((key, index) => `${table}.${key} = r.c${from + index}`).join(' AND ');
}

function unnest(columns: readonly string[]): string {
  const types = columns.map((column) => (TEXT_COLUMNS.has(column) ? 'text' : 'bigint'));
  return `unnest(${types.map((type) => `?::${type}[]`).join(', ')})`;
}

function names(list: string): string[] {
  return list.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
}

function unknownShape(sql: string): never {
  throw new Error(`cannot be sent for many rows at once: ${sql}`);
}
