import type { WriteContext } from '../sql/write-context.ts';

/** A live body copied out of a segment that is to go: the n-th new body of the request holds the same bytes. */
export interface Relocation {
  readonly blobId: number;
  readonly index: number;
  readonly from: string;
}

/** Points rows at the copies. A body that went meanwhile leaves its copy dead. */
export async function relocateBodies(
  { sql, bodies }: WriteContext,
  relocations: readonly Relocation[],
): Promise<void> {
  for (const { blobId, index, from } of relocations) {
    const body = bodies[index];
    if (!body) continue;
    const { container, offset } = body.location;
    await sql.run(
      'UPDATE blobs SET container = ?, start_offset = ? WHERE id = ? AND container = ?',
      container,
      offset,
      blobId,
      from,
    );
  }
}
