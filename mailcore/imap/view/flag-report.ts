import type { Uid } from '../../model/ids.ts';
import type { ImapSession } from '../session-state.ts';
import type { SilentStore } from './silent-store.ts';
import type { Positions } from './view.ts';

const CHUNK_LENGTH = 64 * 1024;

/** Messages whose flags a STORE set. */
export interface StoredFlags {
  readonly positions: Positions;
  /** Left alone: they failed the UNCHANGEDSINCE test. */
  readonly modified: ReadonlySet<Uid>;
  /** Set for .SILENT: the client needs no answer. */
  readonly silent: SilentStore | null;
  readonly isUid: boolean;
}

/** The new flags of each message, as FETCH responses; with .SILENT at most the MODSEQ. RFC 9051 §6.4.6, RFC 7162 §3.1.3. */
export async function reportFlags(session: ImapSession, stored: StoredFlags): Promise<void> {
  const { view, connection } = session;
  const { hasCondstore } = session.enabled;
  const { modified, silent } = stored;
  view.acknowledge(stored.positions, (uid, row) => !modified.has(uid) && (silent?.isKnown(uid, row) ?? true));
  if (silent !== null && !hasCondstore) return;
  let text = view.takeNewKeywords();
  for (const { start, end } of stored.positions) {
    for (let position = start; position < end; position++) {
      text += flagResponse(session, stored, position);
      if (text.length < CHUNK_LENGTH) continue;
      const room = connection.write(text);
      text = '';
      if (room !== undefined) await room;
    }
  }
  await connection.write(text);
}

/** "" for a message that is gone, or was left alone. */
function flagResponse(
  session: ImapSession,
  { modified, silent, isUid }: StoredFlags,
  position: number,
): string {
  const { view } = session;
  const { hasCondstore, isUidOnly } = session.enabled;
  const row = view.rowAt(position);
  const uid = view.uidAt(position);
  if (row < 0 || modified.has(uid)) return '';
  const items = silent === null ? view.flagItems(row, hasCondstore) : `MODSEQ (${view.rows.modseqs[row]})`;
  if (isUidOnly) return `* ${uid} UIDFETCH (${items})\r\n`;
  return `* ${position + 1} FETCH (${isUid || hasCondstore ? `UID ${uid} ` : ''}${items})\r\n`;
}
