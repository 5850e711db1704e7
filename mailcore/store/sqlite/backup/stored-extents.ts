import { Connection } from '../driver.ts';
import { IN_SEGMENT, SEGMENT, STORED_BYTES } from '../stored-places.ts';

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
    const segments = connection.all(
      `SELECT ${SEGMENT} AS segment, max(start_offset + ${STORED_BYTES}) FROM blobs WHERE ${IN_SEGMENT} GROUP BY segment ORDER BY segment`,
    );
    const bodies = connection.all(
      "SELECT container, max(size_bytes) FROM blobs WHERE container LIKE 'f%' GROUP BY container",
    );
    return {
      segments: segments.map((row) => ({ container: `s${Number(row[0])}`, sizeBytes: Number(row[1]) })),
      bodies: bodies.map((row) => ({ container: String(row[0]), sizeBytes: Number(row[1]) })),
      schemaVersion: Number(connection.get('SELECT max(version) FROM schema_version')?.[0]),
    };
  } finally {
    connection.close();
  }
}
