import { MailError } from '../../errors.ts';
import type { DataType } from '../../model/change.ts';
import type { ModSeq } from '../../model/ids.ts';
import type { Changes } from '../email-store.ts';
import type { SqlRow } from './connection.ts';

/**
 * Rows `(id, position, kind, propertiesModseq)` of one type after `since`: position is the modseq at which a client reading
 * in order learns of the change; an object created after `since` stands at its creation, so that a later page can report
 * its update. Parameters: account, since (?2).
 */
const CREATED = 0;
const UPDATED = 1;
const DESTROYED = 2;

function objects(table: string, properties = '0'): string {
  return `SELECT id, CASE WHEN created_modseq > ?2 THEN created_modseq ELSE modseq END AS position,
      CASE WHEN created_modseq > ?2 THEN ${CREATED} ELSE ${UPDATED} END AS kind, ${properties} AS properties
    FROM ${table} WHERE account_id = ?1 AND modseq > ?2`;
}

/** What was created and destroyed after `since` is left out. RFC 8620 §5.2. */
function tombstones(type: number): string {
  return `SELECT object_id, modseq, ${DESTROYED}, 0 FROM tombstones
    WHERE account_id = ?1 AND modseq > ?2 AND type = ${type} AND created_modseq <= ?2`;
}

/**
 * A thread is created with its first email, which gave it its id; it is updated when another email joins or one goes.
 * RFC 8621 §3.2.
 */
const THREADS = `
  SELECT thread_id AS id, min(position) AS position, min(kind) AS kind, 0 AS properties FROM (
    SELECT thread_id, created_modseq AS position, CASE WHEN id = thread_id THEN ${CREATED} ELSE ${UPDATED} END AS kind
      FROM emails WHERE account_id = ?1 AND modseq > ?2 AND created_modseq > ?2
    UNION ALL
    SELECT parent_id, modseq, CASE WHEN object_id = parent_id AND created_modseq > ?2 THEN ${CREATED} ELSE ${UPDATED} END
      FROM tombstones t WHERE account_id = ?1 AND modseq > ?2 AND type = 2
        AND EXISTS (SELECT 1 FROM emails e WHERE e.thread_id = t.parent_id)
  ) AS change GROUP BY thread_id
  UNION ALL ${tombstones(3)}`;

const CHANGES: Record<DataType, string> = {
  Mailbox: `${objects('mailboxes', 'properties_modseq')} UNION ALL ${tombstones(1)}`,
  Email: `${objects('emails')} UNION ALL ${tombstones(2)}`,
  Thread: THREADS,
  Identity: `${objects('identities')} UNION ALL ${tombstones(4)}`,
  EmailSubmission: `${objects('submissions')} UNION ALL ${tombstones(5)}`,
};

interface Change {
  readonly id: number;
  readonly position: number;
  readonly kind: number;
  readonly propertiesModseq: number;
}

/** Parameters: account, since, how many rows: one more than a page holds. */
export function changesQuery(type: DataType): string {
  return `SELECT * FROM (${CHANGES[type]}) AS change ORDER BY position, id LIMIT ?3`;
}

export interface ChangesAsked {
  readonly type: DataType;
  readonly since: ModSeq;
  readonly max: number;
}

/** The modseq of the account. Throws `accountNotFound`, `cannotCalculateChanges`. */
export function requireKnownState(account: SqlRow | undefined, since: ModSeq): ModSeq {
  if (!account) throw new MailError('accountNotFound', 'No such account');
  const [modseq, forgotten] = [Number(account[0]), Number(account[1])];
  if (since > modseq || since < forgotten || since < 0) throw cannotCalculate();
  return modseq as ModSeq;
}

/** A page from the rows of {@link changesQuery}. Throws `cannotCalculateChanges` when not even one modseq fits. */
export function changesPage(
  { type, since, max }: ChangesAsked,
  modseq: ModSeq,
  rows: readonly SqlRow[],
): Changes {
  const found = rows.map((columns): Change => {
    const [id, position, kind, propertiesModseq] = columns.map(Number);
    return { id: id ?? 0, position: position ?? 0, kind: kind ?? 0, propertiesModseq: propertiesModseq ?? 0 };
  });
  const hasMore = found.length > max;
  const page = hasMore ? wholeModseqs(found) : found;
  const newState = (hasMore ? page.at(-1)?.position : modseq) as ModSeq;
  return { ...sorted(type, page, since), newState, hasMore };
}

/** Ends the page between two modseqs: a state cannot name half of one. */
function wholeModseqs(found: readonly Change[]): Change[] {
  const cut = found.at(-1)?.position ?? 0;
  const page = found.filter(({ position }) => position < cut);
  if (page.length === 0) throw cannotCalculate();
  return page;
}

function sorted(
  type: DataType,
  page: readonly Change[],
  since: ModSeq,
): Pick<Changes, 'created' | 'updated' | 'destroyed' | 'countsOnly'> {
  const ids = (kind: number): number[] => page.filter((change) => change.kind === kind).map(({ id }) => id);
  const changes = { created: ids(CREATED), updated: ids(UPDATED), destroyed: ids(DESTROYED) };
  if (type !== 'Mailbox') return changes;
  const updated = page.filter(({ kind }) => kind === UPDATED);
  return { ...changes, countsOnly: updated.every(({ propertiesModseq }) => propertiesModseq <= since) };
}

function cannotCalculate(): MailError {
  return new MailError('cannotCalculateChanges', 'The changes since that state are not known');
}
