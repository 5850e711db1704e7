import type { IconName } from '../ui/icons.ts';

const BY_PATTERN: readonly [pattern: RegExp, icon: IconName][] = [
  [/^image\//, 'image'],
  [/^video\//, 'film'],
  [/^audio\//, 'music'],
  [/^text\/calendar/, 'calendar'],
  [/^text\/(?:x-)?vcard/, 'contact'],
  [/spreadsheet|excel|csv/, 'table'],
  [/^text\/|pdf|word|document|presentation/, 'fileText'],
  [/zip|compressed|tar|7z|rar/, 'fileArchive'],
  [/^message\//, 'unread'],
];

/** An icon that tells the kind of a file by its media type. */
export function fileIcon(type: string): IconName {
  return BY_PATTERN.find(([pattern]) => pattern.test(type))?.[1] ?? 'file';
}
