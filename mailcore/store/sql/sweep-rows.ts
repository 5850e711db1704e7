import type { AccountId } from '../../model/ids.ts';
import type { QueryReader } from './query-reader.ts';
import { sweepRetained } from './sweep-retained.ts';
import type { Writer } from './writer.ts';

interface SweepParts {
  readonly reader: QueryReader;
  readonly writer: Writer;
}

interface Swept {
  readonly removedRows: number;
  readonly freedBytes: number;
}

/**
 * Removes the rows whose time is over, in steps short enough for the writer to serve others in between. `freed` is called for the file of
 * each body that had one of its own.
 */
export async function sweepRows(
  parts: SweepParts,
  now: Date,
  options: { readonly bodiesPerStep: number; readonly freed: (container: string) => Promise<void> },
): Promise<Swept> {
  const expired = await parts.writer.call('sweepExpired', [now]);
  const tombstones = await sweepTombstones(parts);
  const retained = await sweepRetained(parts, now);
  const bodies = await sweepBodies(parts.writer, options);
  return { removedRows: expired + tombstones + retained + bodies.removedRows, freedBytes: bodies.freedBytes };
}

async function sweepTombstones({ reader, writer }: SweepParts): Promise<number> {
  const accounts = await reader.query((db) =>
    db.selectFrom('tombstones').select('account_id').distinct().execute(),
  );
  let removed = 0;
  for (const { account_id: id } of accounts)
    removed += await writer.call('sweepTombstones', [id as AccountId]);
  return removed;
}

async function sweepBodies(
  writer: Writer,
  { bodiesPerStep, freed }: { bodiesPerStep: number; freed: (container: string) => Promise<void> },
): Promise<Swept> {
  const total = { removedRows: 0, freedBytes: 0 };
  for (;;) {
    const { removedRows, freedBytes, freedFiles } = await writer.call('sweepBodies', [bodiesPerStep]);
    for (const container of freedFiles) await freed(container);
    total.removedRows += removedRows;
    total.freedBytes += freedBytes;
    if (removedRows < bodiesPerStep) return total;
  }
}
