import { MailError } from '../../errors.ts';
import type { StoredContent } from '../../store/email-store.ts';
import type { Blobs } from '../../store/blobs.ts';
import type { ContentAttribute } from '../wire/fetch-attributes.ts';
import { readBinary, readBinarySize } from './binary-section.ts';
import { readSection } from './body-section.ts';
import type { SectionBytes } from './body-section.ts';

/** What an item has become: bytes, a size, or why it cannot be sent. */
export type ContentItem = SectionBytes | number | 'unknownEncoding' | 'unavailable';

/** Reads one item of one message. Bytes that are missing or broken on the medium are a value: the other messages are still answered. */
export async function readContentItem(
  blobs: Blobs,
  { blob: { location }, content: { root } }: StoredContent,
  attribute: ContentAttribute,
): Promise<ContentItem> {
  try {
    switch (attribute.kind) {
      case 'bodySection':
        return await readSection(blobs, location, root, attribute);
      case 'binary':
        return await readBinary(blobs, location, root, attribute);
      case 'binarySize':
        return await readBinarySize(blobs, location, root, attribute.part);
    }
  } catch (error) {
    if (error instanceof MailError && error.code === 'unavailable') return 'unavailable';
    throw error;
  }
}
