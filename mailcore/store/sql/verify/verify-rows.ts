import { type Kysely, sql } from 'kysely';
import type { Fault } from '../../verify.ts';
import type { Schema } from '../schema.ts';
import type { CheckRow } from './check-row.ts';
import { type Check, MAX_FAULTS_AT_ONCE } from './check.ts';
import { COUNTER_CHECKS } from './counter-checks.ts';
import type { MendName } from './mends.ts';
import { placeOf, placeText } from './places.ts';
import { REFERENCE_CHECKS } from './reference-checks.ts';
import { ROW_CHECKS } from './row-checks.ts';

export interface RowVerifier {
  query<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T>;
  /** Null when nothing is to be changed. */
  readonly mend: ((name: MendName, row: CheckRow) => Promise<unknown>) | null;
}

/** Rows first: their mends change what the counters have to agree with. */
const CHECKS: readonly Check[] = [...ROW_CHECKS, ...REFERENCE_CHECKS, ...COUNTER_CHECKS];

/** Checks every row against those it follows from, and mends what can be. A check that cannot run is a fault of the database. */
export async function* verifyRows(verifier: RowVerifier): AsyncGenerator<Fault> {
  for (const check of CHECKS) yield* runCheck(verifier, check);
}

async function* runCheck(verifier: RowVerifier, check: Check): AsyncGenerator<Fault> {
  for (;;) {
    const rows = await findRows(verifier, check);
    if (!Array.isArray(rows)) return yield rows;
    for (const row of rows) yield await judge(verifier, check, row);
    const isMore = rows.length === MAX_FAULTS_AT_ONCE && verifier.mend !== null && check.mend !== null;
    if (!isMore) return;
  }
}

async function findRows({ query }: RowVerifier, { find, kind }: Check): Promise<CheckRow[] | Fault> {
  try {
    return await query(async (db) => {
      const { rows } = await sql<CheckRow>`SELECT * FROM (${find}) f LIMIT ${MAX_FAULTS_AT_ONCE}`.execute(db);
      return rows;
    });
  } catch (error) {
    return databaseFault(`the check of ${kind} cannot run: ${reasonOf(error)}`);
  }
}

async function judge(verifier: RowVerifier, check: Check, row: CheckRow): Promise<Fault> {
  const place = await verifier.query((db) => placeOf(db, row));
  const fault = `${placeText(place)}${check.text(row)}`;
  const found = { kind: check.kind, fault, ...place };
  if (!check.mend) return { ...found, state: 'lasting' };
  if (!verifier.mend) return { ...found, state: 'mendable' };
  await verifier.mend(check.mend, row);
  return { ...found, state: 'mended' };
}

/** A fault of the medium below the rows. */
export function databaseFault(text: string, state: Fault['state'] = 'lasting'): Fault {
  return { kind: 'database', fault: `database: ${text}`, account: null, mailbox: null, uid: null, state };
}

/** What the medium said; a MailError hides it behind its public text. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
