import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccountId } from '../../model/ids.ts';
import { sweepRetained } from '../sql/sweep-retained.ts';
import type { Writer } from '../sql/writer.ts';
import type { PostgresReader } from './reader.ts';

interface SweepParts {
  readonly reader: PostgresReader;
  readonly writer: Writer;
  /** Where bodies being received wait. */
  readonly incoming: string;
}

/** A body in a file older than this was left by a process that died. */
const ORPHAN_MS = 24 * 3_600_000;
const BODIES_PER_STEP = 500;

/** In steps short enough for the writer to serve others in between. Nodes may sweep at the same time. */
export async function sweep(
  parts: SweepParts,
  now: Date,
): Promise<{ removedRows: number; freedBytes: number }> {
  const expired = await parts.writer.call('sweepExpired', [now]);
  const tombstones = await sweepTombstones(parts);
  const retained = await sweepRetained(parts, now);
  const bodies = await sweepBodies(parts);
  await removeOrphans(parts, now);
  return { removedRows: expired + tombstones + retained + bodies.removedRows, freedBytes: bodies.freedBytes };
}

async function sweepTombstones({ reader, writer }: SweepParts): Promise<number> {
  const accounts = await reader.statements((sql) =>
    sql.all('SELECT account_id FROM tombstones GROUP BY account_id'),
  );
  let removed = 0;
  for (const [id] of accounts) removed += await writer.call('sweepTombstones', [Number(id) as AccountId]);
  return removed;
}

async function sweepBodies({ writer }: SweepParts): Promise<{ removedRows: number; freedBytes: number }> {
  const total = { removedRows: 0, freedBytes: 0 };
  for (;;) {
    const { removedRows, freedBytes } = await writer.call('sweepBodies', [BODIES_PER_STEP]);
    total.removedRows += removedRows;
    total.freedBytes += freedBytes;
    if (removedRows < BODIES_PER_STEP) return total;
  }
}

async function removeOrphans({ incoming }: SweepParts, now: Date): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name);
    const found = await stat(path).catch(() => null);
    if (found && found.mtimeMs <= now.getTime() - ORPHAN_MS) await rm(path, { force: true });
  }
}
