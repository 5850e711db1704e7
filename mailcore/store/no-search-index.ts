import type { SearchIndex } from './search.ts';

/** Of a storage whose searches read the messages: there is nothing to be behind with, and nothing to rebuild. */
export const NO_SEARCH_INDEX: SearchIndex = {
  status: async () => ({ emails: 0, pendingEmails: 0, sizeBytes: 0 }),
  rebuild: async () => undefined,
};
