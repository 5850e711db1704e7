import type { BlobId } from '../../model/ids.ts';
import type { StoredContent } from '../email-store.ts';
import { parseContent } from './bodies.ts';
import type { SqlRow } from './connection.ts';

/** From the columns of SQL.content. */
export function contentOf(row: SqlRow): StoredContent {
  const [, blobId, container, offset, sizeBytes, envelope, bodyStructure, structure, summary] = row;
  const content = parseContent({
    envelope: String(envelope),
    bodyStructure: String(bodyStructure),
    structure: String(structure),
    summary: String(summary),
  });
  const location = { container: String(container), offset: Number(offset), sizeBytes: Number(sizeBytes) };
  return { blob: { blobId: Number(blobId) as BlobId, location, type: null }, content };
}
