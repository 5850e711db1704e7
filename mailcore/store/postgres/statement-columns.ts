import type { SqlRow, SqlValue } from '../sql/connection.ts';

/** The columns that `SELECT … FROM` names. */
export function selectedColumns(sql: string): string[] {
  return names(/^SELECT (.+?)\s+FROM /s.exec(sql));
}

/** The columns that `SET column = ?, … WHERE` names. */
export function assignedColumns(sql: string): string[] {
  return names(/ SET (.+) WHERE /s.exec(sql)).map((column) => column.replace(/ = \?$/, ''));
}

/** The columns that `INSERT INTO table (…)` names. */
export function insertedColumns(sql: string): string[] {
  return names(/\(([^)]+)\)/.exec(sql));
}

/** A row after an update of some of its columns. */
export function assigned(
  row: SqlRow,
  selected: readonly string[],
  changed: readonly string[],
  params: readonly SqlValue[],
): SqlRow {
  return row.map((value, index) => {
    const at = changed.indexOf(selected[index] ?? '');
    return at === -1 ? value : (params[at] ?? null);
  });
}

function names(match: RegExpExecArray | null): string[] {
  return (match?.[1] ?? '').split(',').map((name) => name.trim());
}
