import { serializeBody } from '../../message/imap-structure.ts';
import type { MessageContent } from '../../model/content.ts';
import type { EmailId } from '../../model/ids.ts';
import type { StoredContent } from '../../store/email-store.ts';
import type { ImapSession } from '../session-state.ts';
import { encodeString, utf8Binary } from '../wire/encoder.ts';
import type { FetchPlan } from './plan.ts';
import { readSaveDates, saveDateItem } from './save-dates.ts';
import type { Target } from './targets.ts';

/** What the store knows of one message, as far as the plan asks. */
export interface StoredItems {
  /** What was asked for of ENVELOPE, BODYSTRUCTURE, SAVEDATE, BODY and PREVIEW, ready for the wire, space-separated. */
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
  const { accountId } = session.view.mailbox;
  const store = session.storeOf({ accountId });
  const ids = targets.map(({ emailId }) => emailId);
  const needsContent = plan.hasBody || plan.hasPreview || plan.sections.length > 0;
  const contents = needsContent ? await store.getContents(accountId, ids) : null;
  const columns = await Promise.all(
    plan.wireColumns.map((column) => store.getWireContents(accountId, ids, column)),
  );
  const saveDates = plan.hasSaveDate ? await readSaveDates(session, targets) : null;
  const stored = new Map<EmailId, StoredItems>();
  for (const { emailId: id, uid } of targets) {
    const content = contents?.get(id) ?? null;
    const texts = plan.wireColumns.map((_, index) => columns[index]?.get(id));
    if ((needsContent && content === null) || texts.includes(undefined)) continue;
    const items = texts.map((text, index) => `${plan.wireColumns[index]?.toUpperCase()} ${text}`);
    if (saveDates !== null) items.push(saveDateItem(saveDates.get(uid)));
    if (content !== null) items.push(...contentItems(content.content, plan));
    stored.set(id, { text: items.join(' '), content });
  }
  return stored;
}

function contentItems({ root, summary }: MessageContent, { hasBody, hasPreview }: FetchPlan): string[] {
  const items: string[] = [];
  if (hasBody) items.push(`BODY ${serializeBody(root)}`);
  // RFC 8970 §3: a message without text has the empty preview; NIL would mean "not yet".
  if (hasPreview) items.push(`PREVIEW ${encodeString(utf8Binary(summary.preview))}`);
  return items;
}
