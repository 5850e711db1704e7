import type { AccountId } from '../../model/ids.ts';
import type { Changes } from '../email-store.ts';
import { type ChangesAsked, changesPage, changesQuery, requireKnownState } from '../sql/changes.ts';
import { SQL } from '../sql/statements.ts';
import type { Connection } from './driver.ts';

/** Throws `accountNotFound`, `cannotCalculateChanges`. */
export function changesSince(sql: Connection, accountId: AccountId, asked: ChangesAsked): Changes {
  const { type, since, max } = asked;
  const modseq = requireKnownState(sql.get(SQL.accountModseq, accountId), since);
  return changesPage(asked, modseq, sql.all(changesQuery(type), accountId, since, max + 1));
}
