import type { WriteContext } from './write-context.ts';

/** A live body copied out of a segment that is to go: the n-th new body of the request holds the same bytes. */
export interface Relocation {
  readonly blobId: number;
  readonly index: number;
  readonly from: string;
}

/** Points rows at the copies. A body that went meanwhile leaves its copy dead. */
export function relocateBodies({ sql, bodies }: WriteContext, relocations: readonly Relocation[]): void {
  for (const { blobId, index, from } of relocations) {
    const body = bodies[index];
    if (!body) continue;
    const { container, offset } = body.location;
    sql.run(
      'UPDATE blobs SET container = ?, start_offset = ? WHERE id = ? AND container = ?',
      container,
      offset,
      blobId,
      from,
    );
  }
}
