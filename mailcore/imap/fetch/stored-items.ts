import { serializeBody } from '../../message/imap-structure.ts';
import type { EmailId } from '../../model/ids.ts';
import type { StoredContent } from '../../store/email-store.ts';
import type { ImapSession } from '../session-state.ts';
import type { FetchPlan } from './plan.ts';
import { readSaveDates, saveDateItem } from './save-dates.ts';
import type { Target } from './targets.ts';

/** What the store knows of one message, as far as the plan asks. */
export interface StoredItems {
  /** ENVELOPE, BODYSTRUCTURE, SAVEDATE and BODY, ready for the wire, space-separated; "" when none was asked for. */
  readonly text: string;
  /** Null when only stored columns were asked for. */
  readonly content: StoredContent | null;
}

/** Reads a batch with one call per kind of thing; emails that were expunged meanwhile are missing. */
export async function readStored(
  session: ImapSession,
  targets: readonly Target[],
  plan: FetchPlan,
): Promise<Map<EmailId, StoredItems>> {
  const { store } = session.deps;
  const ids = targets.map(({ emailId }) => emailId);
  const needsContent = plan.hasBody || plan.sections.length > 0;
  const contents = needsContent ? await store.getContents(session.account.id, ids) : null;
  const columns = await Promise.all(
    plan.wireColumns.map((column) => store.getWireContents(session.account.id, ids, column)),
  );
  const saveDates = plan.hasSaveDate ? await readSaveDates(session, targets) : null;
  const stored = new Map<EmailId, StoredItems>();
  for (const { emailId: id, uid } of targets) {
    const content = contents?.get(id) ?? null;
    const texts = plan.wireColumns.map((_, index) => columns[index]?.get(id));
    if ((needsContent && content === null) || texts.includes(undefined)) continue;
    const items = texts.map((text, index) => `${plan.wireColumns[index]?.toUpperCase()} ${text}`);
    if (saveDates !== null) items.push(saveDateItem(saveDates.get(uid)));
    if (plan.hasBody && content !== null) items.push(`BODY ${serializeBody(content.content.root)}`);
    stored.set(id, { text: items.join(' '), content });
  }
  return stored;
}
