import { packedContainer, parseContainer } from '../containers.ts';
import type { WriteContext } from '../sql/write-context.ts';

/** A live body copied out of a segment that is to go: the n-th new body of the request holds the same bytes, compressed or not. */
export interface Relocation {
  readonly blobId: number;
  readonly index: number;
  readonly from: string;
  /** Compressed, or tried. */
  readonly isPacked: boolean;
}

/** Points rows at the copies. A body that went meanwhile leaves its copy dead. */
export async function relocateBodies(
  { sql, bodies }: WriteContext,
  relocations: readonly Relocation[],
): Promise<void> {
  for (const { blobId, index, from, isPacked } of relocations) {
    const body = bodies[index];
    if (!body) continue;
    const { container, offset, sizeBytes } = body.location;
    const { segment } = parseContainer(container);
    await sql.run(
      'UPDATE blobs SET container = ?, start_offset = ? WHERE id = ? AND container = ?',
      isPacked && segment !== null ? packedContainer(segment, sizeBytes) : container,
      offset,
      blobId,
      from,
    );
  }
}
