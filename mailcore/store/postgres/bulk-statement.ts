/** A statement of one row, rewritten for many: each parameter becomes an array. */
export interface BulkStatement {
  readonly text: string;
  /** Which parameters name the row: of rows with equal ones only the last is sent. Empty: every row is. */
  readonly key: readonly number[];
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
const UPDATE = /^UPDATE (\w+) SET (.+) WHERE (\w+) = \?$/s;
const CONFLICT = /ON CONFLICT \(([^)]+)\) DO UPDATE/;

/** `INSERT … VALUES (?, …)` and `UPDATE … SET column = ?, … WHERE column = ?`, over `unnest`. Throws for any other shape. */
export function bulkStatement(sql: string): BulkStatement {
  return bulkInsert(sql) ?? bulkUpdate(sql) ?? unknownShape(sql);
}

function bulkInsert(sql: string): BulkStatement | null {
  const match = INSERT.exec(sql);
  if (!match) return null;
  const [, table = '', columnList = '', values = '', rest = ''] = match;
  const columns = names(columnList);
  if (names(values).some((value) => value !== '?')) return null;
  const text = `INSERT INTO ${table} (${columns.join(', ')}) SELECT * FROM ${unnest(columns)}${rest}`;
  const conflict = names(CONFLICT.exec(rest)?.[1] ?? '');
  return { text, key: conflict.map((column) => columns.indexOf(column)) };
}

function bulkUpdate(sql: string): BulkStatement | null {
  const match = UPDATE.exec(sql);
  if (!match) return null;
  const [, table = '', assignments = '', keyColumn = ''] = match;
  const columns = names(assignments).map((assignment) => assignment.replace(/ = \?$/, ''));
  if (columns.some((column) => !/^\w+$/.test(column))) return null;
  const set = columns.map((column, index) => `${column} = r.c${index + 1}`).join(', ');
  const aliases = [...columns, keyColumn].map((_, index) => `c${index + 1}`).join(', ');
  const source = `${unnest([...columns, keyColumn])} AS r (${aliases})`;
  const text = `UPDATE ${table} SET ${set} FROM ${source} WHERE ${table}.${keyColumn} = r.c${columns.length + 1}`;
  return { text, key: [columns.length] };
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
