import type { EmailId, Uid } from '../../model/ids.ts';
import { hasRight } from '../../model/rights.ts';
import { PeerGone } from '../../net/connection.ts';
import type { ImapSession } from '../session-state.ts';
import type { Positions } from '../view/view.ts';
import { readContentItem } from './content-item.ts';
import type { ContentItem } from './content-item.ts';
import { worse } from './fetch-outcome.ts';
import type { FetchOutcome } from './fetch-outcome.ts';
import { messageLabel } from './message-label.ts';
import type { FetchPlan, RowItem } from './plan.ts';
import { rowRenderer } from './row-items.ts';
import { markSeen } from './seen.ts';
import { hasNul, MAX_HELD_BYTES } from './stored-bytes.ts';
import type { BodyStream } from './stored-bytes.ts';
import { readStored } from './stored-items.ts';
import type { StoredItems } from './stored-items.ts';
import { batches, targetsOf } from './targets.ts';
import type { Target } from './targets.ts';

/** Messages whose bodies are read together, while those before are on their way. */
const MAX_BATCH = 32;
const MAX_HELD_TOGETHER_BYTES = 4 * 1024 * 1024;

/** Answers a FETCH that asks for bytes of messages, in batches. */
export async function fetchBodies(
  session: ImapSession,
  positions: Positions,
  plan: FetchPlan,
): Promise<FetchOutcome> {
  let outcome: FetchOutcome = 'complete';
  for (const batch of batches(positions, MAX_BATCH)) {
    outcome = worse(outcome, await fetchBatch(session, batch, plan));
    if (session.connection.signal.aborted) break;
  }
  return outcome;
}

async function fetchBatch(
  session: ImapSession,
  batch: readonly number[],
  plan: FetchPlan,
): Promise<FetchOutcome> {
  const { view } = session;
  const nowSeen =
    plan.setsSeen && !view.isReadOnly && hasRight(view.rights, 's')
      ? await markSeen(session, targetsOf(view, batch))
      : new Set<Uid>();
  // Setting a flag read the rows anew.
  const targets = targetsOf(view, batch);
  const stored = await readStored(session, targets, plan);
  let outcome: FetchOutcome = stored.size < batch.length ? 'expunged' : 'complete';
  for (const group of groupsOf(session, targets, plan))
    outcome = worse(outcome, await sendGroup(session, group, stored, plan, nowSeen));
  return outcome;
}

/** Messages whose bodies are held in memory together. */
function* groupsOf({ view }: ImapSession, targets: readonly Target[], plan: FetchPlan): Iterable<Target[]> {
  let group: Target[] = [];
  let heldBytes = 0;
  for (const target of targets) {
    const sizeBytes = Math.min(view.rows.sizes[target.row] as number, MAX_HELD_BYTES) * plan.sections.length;
    if (group.length > 0 && heldBytes + sizeBytes > MAX_HELD_TOGETHER_BYTES) {
      yield group;
      group = [];
      heldBytes = 0;
    }
    group.push(target);
    heldBytes += sizeBytes;
  }
  if (group.length > 0) yield group;
}

async function sendGroup(
  session: ImapSession,
  group: readonly Target[],
  stored: ReadonlyMap<EmailId, StoredItems>,
  plan: FetchPlan,
  nowSeen: ReadonlySet<Uid>,
): Promise<FetchOutcome> {
  const contents = await Promise.all(
    group.map(({ emailId }) => readContent(session, stored.get(emailId), plan)),
  );
  let outcome: FetchOutcome = 'complete';
  for (const [index, target] of group.entries()) {
    const items = stored.get(target.emailId);
    if (items === undefined) continue;
    const rowText = rowItems(session, target, plan, nowSeen.has(target.uid));
    const head = [rowText, items.text].filter((text) => text !== '').join(' ');
    for (const item of contents[index] ?? []) if (typeof item === 'string') outcome = worse(outcome, item);
    await send(session, target, head, plan, contents[index] ?? []);
  }
  return outcome;
}

function readContent(
  { deps: { blobs } }: ImapSession,
  items: StoredItems | undefined,
  plan: FetchPlan,
): Promise<ContentItem[]> {
  const content = items?.content ?? null;
  if (content === null) return Promise.resolve([]);
  return Promise.all(plan.sections.map((attribute) => readContentItem(blobs, content, attribute)));
}

/** A message whose \Seen was just set says so. RFC 9051 §6.4.5; with its MODSEQ and UID, as every change does: RFC 7162 §3.2.4. */
function rowItems(session: ImapSession, { row }: Target, plan: FetchPlan, isNowSeen: boolean): string {
  const added: RowItem[] = session.enabled.hasCondstore ? ['uid', 'flags', 'modseq'] : ['flags'];
  const items = isNowSeen ? [...new Set([...plan.rowItems, ...added])] : plan.rowItems;
  return rowRenderer(items)(session.view.rows, row);
}

/** Writes one FETCH response without the items that could not be read; bodies as literals, long ones as the peer takes them. */
async function send(
  session: ImapSession,
  { position }: Target,
  head: string,
  plan: FetchPlan,
  contents: readonly ContentItem[],
): Promise<void> {
  const { connection } = session;
  let text = `* ${messageLabel(session)(position)} (`;
  let gap = '';
  if (head !== '') [text, gap] = [text + head, ' '];
  for (const [index, attribute] of plan.sections.entries()) {
    const item = contents[index] ?? null;
    if (typeof item === 'string') continue;
    text += `${gap}${attribute.label} `;
    gap = ' ';
    if (item === null || typeof item === 'number') {
      text += item ?? 'NIL';
      continue;
    }
    void connection.write(`${text}${literalHeader(item, attribute.kind === 'binary')}`);
    text = '';
    const room = 'chunks' in item ? streamBody(session, item.chunks) : connection.write(item);
    if (room !== undefined) await room;
  }
  // A response without items is none.
  if (gap === '') return;
  const room = connection.write(`${text})\r\n`);
  if (room !== undefined) await room;
}

/** literal8 only where NUL asks for it: not all clients read it. RFC 3516 §4.3. */
function literalHeader(item: Buffer | BodyStream, mayBeBinary: boolean): string {
  const isStream = 'chunks' in item;
  const isBinary = mayBeBinary && (isStream ? item.hasNul : hasNul(item));
  return `${isBinary ? '~' : ''}{${isStream ? item.sizeBytes : item.length}}\r\n`;
}

/** Within a literal there is no way to say NO: a body that breaks off ends the connection, or a part would pass for the whole. */
async function streamBody({ connection, deps }: ImapSession, chunks: AsyncIterable<Buffer>): Promise<void> {
  try {
    await connection.writeStream(chunks);
  } catch (error) {
    if (error instanceof PeerGone) throw error;
    deps.logger.error({ err: error }, 'imap: a body broke off');
    connection.destroy();
    throw new PeerGone('a body broke off');
  }
}
