/**
 * Where a stored body lies, by the name in its row: `s<n>` segment n, as it is; `z<n>/<bytes>` segment n, as a zstd frame of so many bytes
 * (or as it is, when that is its own length: it did not pay); `f<name>` a file of its own.
 */
export interface Container {
  readonly segment: number | null;
  /** Bytes in the file; null: as many as the body has. */
  readonly storedBytes: number | null;
}

export function parseContainer(container: string): Container {
  if (container.startsWith('f')) return { segment: null, storedBytes: null };
  const slash = container.indexOf('/');
  const storedBytes = slash === -1 ? null : Number(container.slice(slash + 1));
  return { segment: Number.parseInt(container.slice(1), 10), storedBytes };
}

/** The container of a body that compaction wrote, compressed where that pays. */
export function packedContainer(segment: number, storedBytes: number): string {
  return `z${segment}/${storedBytes}`;
}
