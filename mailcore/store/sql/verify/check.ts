import type { RawBuilder } from 'kysely';
import type { FaultKind } from '../../verify.ts';
import type { CheckRow } from './check-row.ts';
import type { MendName } from './mends.ts';

/** One statement that finds rows at fault, so that what it compares is one snapshot. */
export interface Check {
  readonly kind: FaultKind;
  readonly find: RawBuilder<CheckRow>;
  /** Completes "PLACE: ". */
  readonly text: (row: CheckRow) => string;
  /** Null: what was lost cannot be derived. */
  readonly mend: MendName | null;
}

/** A statement reports at most this many rows at once; a repair asks again until none is left. */
export const MAX_FAULTS_AT_ONCE = 10_000;
