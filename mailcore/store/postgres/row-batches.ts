import type { SqlValue } from '../sql/connection.ts';
import { SQL } from '../sql/statements.ts';
import { type BulkStatement, bulkStatement } from './bulk-statement.ts';

/** In the order they are sent. */
const BATCHED: ReadonlyMap<string, BulkStatement> = new Map(
  [
    SQL.insertBlob,
    SQL.insertEmail,
    SQL.insertMembership,
    SQL.saveThreadKey,
    SQL.insertTombstone,
    SQL.saveEmail,
    SQL.setDeleted,
    SQL.deleteMembership,
    SQL.addBlobRefs,
    SQL.saveMailbox,
    SQL.saveAccount,
  ].map((sql) => [sql, bulkStatement(sql)]),
);

type Row = readonly SqlValue[];

/** Changes of the hot statements, collected over many operations and sent as one statement each. */
export class RowBatches {
  readonly #rows = new Map<string, Map<string | number, Row>>();

  /** False when the statement is none of these: it has to be sent by itself, after {@link take}. */
  add(sql: string, params: Row): boolean {
    const statement = BATCHED.get(sql);
    if (!statement) return false;
    let rows = this.#rows.get(sql);
    if (!rows) this.#rows.set(sql, (rows = new Map()));
    const key = rowKey(statement, params) ?? rows.size;
    rows.set(key, merged(statement, rows.get(key), params));
    return true;
  }

  /** What there is to be sent, each with an array for every parameter; nothing is left. */
  take(): { sql: string; params: unknown[][] }[] {
    if (this.#rows.size === 0) return [];
    const taken = [...BATCHED].flatMap(([sql, { text }]) => {
      const rows = this.#rows.get(sql);
      return rows ? [{ sql: text, params: columnsOf([...rows.values()]) }] : [];
    });
    this.#rows.clear();
    return taken;
  }

  clear(): void {
    this.#rows.clear();
  }
}

/** Null: every row counts. */
function rowKey({ key }: BulkStatement, params: Row): string | null {
  return key.length === 0 ? null : key.map((index) => params[index]).join(' ');
}

function merged({ sum }: BulkStatement, before: Row | undefined, params: Row): Row {
  if (!before || sum === null) return params;
  return params.map((value, index) => (index === sum ? Number(before[index]) + Number(value) : value));
}

function columnsOf(rows: readonly Row[]): unknown[][] {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column]));
}
