import type { SearchDocument, SearchHeadlines } from '../message/search-document.ts';
import type { SearchField } from './search.ts';

export type SearchColumn = keyof SearchDocument;

export const SEARCH_COLUMNS = [
  'subject',
  'from',
  'to',
  'cc',
  'bcc',
  'header',
  'body',
  'attachments',
] as const satisfies readonly SearchColumn[];

/** Where a field is looked for; in `header` for one header field, which holds more than that. */
export function columnsOf(field: SearchField): readonly SearchColumn[] {
  if (field === 'message') return SEARCH_COLUMNS;
  if (field === 'text') return SEARCH_COLUMNS.filter((column) => column !== 'header');
  if (field === 'body') return ['body', 'attachments'];
  return isHeadline(field) ? [field] : ['header'];
}

/** True for fields that the stored summary answers. */
export function isHeadline(field: SearchField): field is keyof SearchHeadlines {
  return field === 'subject' || field === 'from' || field === 'to' || field === 'cc' || field === 'bcc';
}

/** The header field's name in lower case, when one is searched. */
export function headerNameOf(field: SearchField): string | null {
  return field.startsWith('header:') ? field.slice('header:'.length).toLowerCase() : null;
}
