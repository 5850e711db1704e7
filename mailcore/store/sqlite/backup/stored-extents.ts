import { Connection } from '../driver.ts';

export interface StoredExtents {
  /** Each segment with the end of the last body in it. */
  readonly segments: readonly { readonly container: string; readonly sizeBytes: number }[];
  /** Bodies with a file of their own. */
  readonly bodies: readonly { readonly container: string; readonly sizeBytes: number }[];
  readonly schemaVersion: number;
}

/** Which bytes the rows of a database name. */
export function readExtents(database: string): StoredExtents {
  const connection = new Connection(database, { readOnly: true });
  try {
    const rows = connection.all(
      'SELECT container, max(start_offset + size_bytes) FROM blobs GROUP BY container ORDER BY container',
    );
    const extents = rows.map((row) => ({ container: String(row[0]), sizeBytes: Number(row[1]) }));
    return {
      segments: extents.filter(({ container }) => container.startsWith('s')),
      bodies: extents.filter(({ container }) => container.startsWith('f')),
      schemaVersion: Number(connection.get('SELECT max(version) FROM schema_version')?.[0]),
    };
  } finally {
    connection.close();
  }
}
