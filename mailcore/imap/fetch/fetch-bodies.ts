import type { EmailId, Uid } from '../../model/ids.ts';
import { PeerGone } from '../../net/connection.ts';
import type { ImapSession } from '../session-state.ts';
import type { Positions } from '../view.ts';
import { MAX_HELD_BYTES, readSection } from './body-section.ts';
import type { SectionBytes } from './body-section.ts';
import type { FetchPlan, RowItem } from './plan.ts';
import { rowRenderer } from './row-items.ts';
import { markSeen } from './seen.ts';
import { readStored } from './stored-items.ts';
import type { StoredItems } from './stored-items.ts';
import { batches, targetsOf } from './targets.ts';
import type { Target } from './targets.ts';

/** Messages whose bodies are read together, while those before are on their way. */
const MAX_BATCH = 32;
const MAX_HELD_TOGETHER_BYTES = 4 * 1024 * 1024;

/** Answers a FETCH that asks for bytes of messages, in batches. Returns whether all messages were there. */
export async function fetchBodies(
  session: ImapSession,
  positions: Positions,
  plan: FetchPlan,
): Promise<boolean> {
  let isComplete = true;
  for (const batch of batches(positions, MAX_BATCH)) {
    if ((await fetchBatch(session, batch, plan)) < batch.length) isComplete = false;
    if (session.connection.signal.aborted) break;
  }
  return isComplete;
}

/** Returns how many of the messages were there. */
async function fetchBatch(session: ImapSession, batch: readonly number[], plan: FetchPlan): Promise<number> {
  const { view } = session;
  const nowSeen =
    plan.setsSeen && !view.isReadOnly ? await markSeen(session, targetsOf(view, batch)) : new Set<Uid>();
  // Setting a flag read the rows anew.
  const targets = targetsOf(view, batch);
  const stored = await readStored(session, targets, plan);
  for (const group of groupsOf(session, targets, plan))
    await sendGroup(session, group, stored, plan, nowSeen);
  return stored.size;
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
): Promise<void> {
  const bodies = await Promise.all(
    group.map(({ emailId }) => readBodies(session, stored.get(emailId), plan)),
  );
  for (const [index, target] of group.entries()) {
    const items = stored.get(target.emailId);
    if (items === undefined) continue;
    const rowText = rowItems(session, target, plan, nowSeen.has(target.uid));
    const head = [rowText, items.text].filter((text) => text !== '').join(' ');
    await send(session, target, head, plan, bodies[index] ?? []);
  }
}

function readBodies(
  session: ImapSession,
  items: StoredItems | undefined,
  plan: FetchPlan,
): Promise<SectionBytes[]> {
  const content = items?.content;
  if (content === undefined || content === null) return Promise.resolve([]);
  const { location } = content.blob;
  const { root } = content.content;
  return Promise.all(
    plan.sections.map((section) => readSection(session.deps.blobs, location, root, section)),
  );
}

/** A message whose \Seen was just set says so. RFC 9051 §6.4.5; with its MODSEQ and UID, as every change does: RFC 7162 §3.2.4. */
function rowItems(session: ImapSession, { row }: Target, plan: FetchPlan, isNowSeen: boolean): string {
  const added: RowItem[] = session.hasCondstore ? ['uid', 'flags', 'modseq'] : ['flags'];
  const items = isNowSeen ? [...new Set([...plan.rowItems, ...added])] : plan.rowItems;
  return rowRenderer(items)(session.view.rows, row);
}

/** Writes one FETCH response; bodies as literals, long ones as the peer takes them. */
async function send(
  session: ImapSession,
  { position }: Target,
  head: string,
  plan: FetchPlan,
  bodies: readonly SectionBytes[],
): Promise<void> {
  const { connection } = session;
  let text = `* ${position + 1} FETCH (${head}`;
  for (const [index, { label }] of plan.sections.entries()) {
    const bytes = bodies[index] ?? null;
    text += `${index > 0 || head !== '' ? ' ' : ''}${label} `;
    if (bytes === null) {
      text += 'NIL';
      continue;
    }
    const isStream = 'chunks' in bytes;
    void connection.write(`${text}{${isStream ? bytes.sizeBytes : bytes.length}}\r\n`);
    text = '';
    const room = isStream ? streamBody(session, bytes.chunks) : connection.write(bytes);
    if (room !== undefined) await room;
  }
  const room = connection.write(`${text})\r\n`);
  if (room !== undefined) await room;
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
