import type { ContentAttribute, FetchAttribute } from '../wire/fetch-attributes.ts';

/** Items that need nothing but the mailbox rows. */
export type RowItem = 'flags' | 'internalDate' | 'size' | 'uid' | 'modseq' | 'emailId' | 'threadId';

/** What a FETCH needs, worked out once for all its messages. */
export interface FetchPlan {
  readonly rowItems: readonly RowItem[];
  /** Columns that are stored ready for the wire. */
  readonly wireColumns: readonly ('envelope' | 'bodyStructure')[];
  /** SAVEDATE */
  readonly hasSaveDate: boolean;
  /** BODY: the structure without extension data. */
  readonly hasBody: boolean;
  /** RFC 8970 */
  readonly hasPreview: boolean;
  /** What needs the bytes of the message. */
  readonly sections: readonly ContentAttribute[];
  /** RFC 9051 §6.4.5, RFC 3516 §4.2: a section without PEEK sets \Seen. */
  readonly setsSeen: boolean;
}

const ROW_ITEMS: ReadonlySet<string> = new Set<RowItem>([
  'flags',
  'internalDate',
  'size',
  'uid',
  'modseq',
  'emailId',
  'threadId',
]);

export function planFetch(
  attributes: readonly FetchAttribute[],
  options: { isUid: boolean; withModseq: boolean },
): FetchPlan {
  const kinds = new Set(attributes.map(({ kind }) => kind));
  // RFC 9051 §6.4.9: UID FETCH answers with the UID, asked for or not.
  if (options.isUid) kinds.add('uid');
  if (options.withModseq) kinds.add('modseq');
  const sections = attributes.filter((attribute) => 'label' in attribute);
  return {
    rowItems: [...kinds].filter((kind): kind is RowItem => ROW_ITEMS.has(kind)).sort(uidFirst),
    wireColumns: (['envelope', 'bodyStructure'] as const).filter((column) => kinds.has(column)),
    hasSaveDate: kinds.has('saveDate'),
    hasBody: kinds.has('body'),
    hasPreview: kinds.has('preview'),
    sections,
    setsSeen: sections.some(({ peek }) => !peek),
  };
}

function uidFirst(a: RowItem, b: RowItem): number {
  return Number(b === 'uid') - Number(a === 'uid');
}

/** Nothing has to be read from the store. */
export function isRowsOnly(plan: FetchPlan): boolean {
  const { wireColumns, hasSaveDate, hasBody, hasPreview, sections } = plan;
  return wireColumns.length + sections.length === 0 && !hasSaveDate && !hasBody && !hasPreview;
}
