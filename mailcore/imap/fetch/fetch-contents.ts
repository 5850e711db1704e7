import type { EmailId, Uid } from '../../model/ids.ts';
import { serializeBody } from '../../message/imap-structure.ts';
import type { StoredContent } from '../../store/email-store.ts';
import type { ImapSession } from '../session-state.ts';
import type { Positions } from '../view.ts';
import { MAX_HELD_BYTES, readSection } from './body-section.ts';
import type { SectionBytes } from './body-section.ts';
import type { FetchPlan, RowItem } from './plan.ts';
import { rowRenderer } from './row-items.ts';
import { markSeen } from './seen.ts';
import type { Target } from './seen.ts';

/** Messages whose stored columns are read with one call. */
const MAX_BATCH = 1_000;
/** Message bodies read ahead while the one before is sent. */
const MAX_READ_AHEAD = 32;
const MAX_READ_AHEAD_BYTES = 4 * 1024 * 1024;

/** Answers a FETCH that needs stored content, in batches. Returns whether all messages were there. */
export async function fetchContents(
  session: ImapSession,
  positions: Positions,
  plan: FetchPlan,
): Promise<boolean> {
  const isBodies = plan.sections.length > 0;
  let isComplete = true;
  for (const batch of batches(positions, isBodies ? MAX_READ_AHEAD : MAX_BATCH)) {
    const targets = targetsOf(session, batch);
    if (targets.length < batch.length) isComplete = false;
    if (!(await fetchBatch(session, targets, plan))) isComplete = false;
    if (session.connection.signal.aborted) break;
  }
  return isComplete;
}

function* batches(positions: Positions, size: number): Iterable<number[]> {
  let batch: number[] = [];
  for (const { start, end } of positions) {
    for (let position = start; position < end; position++) {
      batch.push(position);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

function targetsOf({ view }: ImapSession, positions: readonly number[]): Target[] {
  const { emailIds } = view.rows;
  return positions
    .map((position) => ({ position, row: view.rowAt(position), uid: view.uidAt(position) }))
    .filter(({ row }) => row >= 0)
    .map((target) => ({ ...target, emailId: emailIds[target.row] as EmailId }));
}

async function fetchBatch(session: ImapSession, batch: readonly Target[], plan: FetchPlan): Promise<boolean> {
  const nowSeen = plan.setsSeen && !session.view.isReadOnly ? await markSeen(session, batch) : new Set<Uid>();
  // The rows were read anew if a flag was set.
  const targets =
    nowSeen.size === 0
      ? batch
      : targetsOf(
          session,
          batch.map(({ position }) => position),
        );
  const stored = await readStored(session, targets, plan);
  const found = targets.filter(({ emailId }) => stored.has(emailId));
  for (const group of readAheadGroups(session, found, plan)) {
    const bodies = await Promise.all(
      group.map((target) => readBodies(session, stored.get(target.emailId), plan)),
    );
    for (const [index, target] of group.entries()) {
      const items = textItems(session, target, plan, nowSeen.has(target.uid));
      await send(
        session,
        target,
        [...items, ...(stored.get(target.emailId)?.items ?? [])],
        plan,
        bodies[index] ?? [],
      );
    }
  }
  return found.length === batch.length;
}

/** Messages whose bodies are held in memory together. */
function* readAheadGroups(
  session: ImapSession,
  targets: readonly Target[],
  plan: FetchPlan,
): Iterable<Target[]> {
  if (plan.sections.length === 0) return yield [...targets];
  let group: Target[] = [];
  let heldBytes = 0;
  for (const target of targets) {
    const size =
      Math.min(session.view.rows.sizes[target.row] as number, MAX_HELD_BYTES) * plan.sections.length;
    if (group.length > 0 && heldBytes + size > MAX_READ_AHEAD_BYTES) {
      yield group;
      group = [];
      heldBytes = 0;
    }
    group.push(target);
    heldBytes += size;
  }
  if (group.length > 0) yield group;
}

interface StoredItems {
  /** Finished items: ENVELOPE, BODYSTRUCTURE, BODY. */
  readonly items: readonly string[];
  readonly content: StoredContent | null;
}

/** Emails that were expunged meanwhile are missing. */
async function readStored(
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
  const stored = new Map<EmailId, StoredItems>();
  for (const id of ids) {
    const content = contents?.get(id) ?? null;
    if ((needsContent && content === null) || columns.some((column) => !column.has(id))) continue;
    const items = plan.wireColumns.map(
      (column, index) => `${column.toUpperCase()} ${columns[index]?.get(id)}`,
    );
    if (plan.hasBody && content !== null) items.push(`BODY ${serializeBody(content.content.root)}`);
    stored.set(id, { items, content });
  }
  return stored;
}

function readBodies(
  session: ImapSession,
  stored: StoredItems | undefined,
  plan: FetchPlan,
): Promise<SectionBytes[]> {
  const content = stored?.content;
  if (content === undefined || content === null) return Promise.resolve([]);
  const { location } = content.blob;
  return Promise.all(
    plan.sections.map((section) => readSection(session.deps.blobs, location, content.content.root, section)),
  );
}

function textItems(session: ImapSession, { row }: Target, plan: FetchPlan, isNowSeen: boolean): string[] {
  const added: RowItem[] = isNowSeen ? (session.hasCondstore ? ['flags', 'modseq'] : ['flags']) : [];
  const items = [...new Set([...plan.rowItems, ...added])];
  return items.length === 0 ? [] : [rowRenderer(items)(session.view.rows, row)];
}

/** Writes one FETCH response; bodies as literals, long ones as the peer takes them. */
async function send(
  session: ImapSession,
  { position }: Target,
  items: readonly string[],
  plan: FetchPlan,
  bodies: readonly SectionBytes[],
): Promise<void> {
  const { connection } = session;
  let text = `* ${position + 1} FETCH (${items.join(' ')}`;
  let isFirst = items.length === 0;
  for (const [index, { label }] of plan.sections.entries()) {
    const bytes = bodies[index] ?? null;
    text += `${isFirst ? '' : ' '}${label} `;
    isFirst = false;
    if (bytes === null) {
      text += 'NIL';
      continue;
    }
    const isStream = 'chunks' in bytes;
    void connection.write(`${text}{${isStream ? bytes.sizeBytes : bytes.length}}\r\n`);
    text = '';
    await (isStream ? connection.writeStream(bytes.chunks) : connection.write(bytes));
  }
  await connection.write(`${text})\r\n`);
}
