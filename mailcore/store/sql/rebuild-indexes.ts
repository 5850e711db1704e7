import type { WriteContext } from './write-context.ts';

/** Makes every index anew from its table. Takes a while, and everyone else waits. */
export async function rebuildIndexes({ sql }: WriteContext): Promise<void> {
  await sql.run('REINDEX');
}
