import { readSearchDocument, type SearchDocument } from '../message/search-document.ts';
import type { MessageContent } from '../model/content.ts';
import type { BlobLocation, Blobs } from './blobs.ts';

/** A message up to this size is read in one go: most of it will be wanted. */
const WHOLE_BYTES = 256 * 1024;

/** Reads the searchable texts of a stored message. Throws `unavailable` when the medium fails. */
export async function readStoredDocument(
  blobs: Blobs,
  location: BlobLocation,
  content: Pick<MessageContent, 'root' | 'summary'>,
): Promise<SearchDocument> {
  if (location.sizeBytes > WHOLE_BYTES)
    return readSearchDocument(content, (start, end) => blobs.read(location, start, end));
  const whole = await blobs.read(location);
  return readSearchDocument(content, async (start, end) => whole.subarray(start, end));
}
