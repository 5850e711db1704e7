import { decodeModifiedUtf7, encodeModifiedUtf7 } from '../imap/wire/modified-utf7.ts';
import { FLAG, type KeywordSet } from '../model/keyword.ts';
import type { MailboxPath } from './mailbox-paths.ts';

/** Info letters of a file name, in their order. https://cr.yp.to/proto/maildir.html */
const LETTERS: readonly (readonly [letter: string, flag: number])[] = [
  ['D', FLAG.draft],
  ['F', FLAG.flagged],
  ['P', FLAG.forwarded],
  ['R', FLAG.answered],
  ['S', FLAG.seen],
];
/** Dovecot's own letters for keywords, which it lists in the file dovecot-keywords. */
const KEYWORD_LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** ":2,FS" for a file name. Keywords beyond 26 in a mailbox have no letter. */
export function maildirInfo(
  keywords: KeywordSet,
  isDeleted: boolean,
  keywordList: readonly string[],
): string {
  const standard = LETTERS.filter(([, flag]) => (keywords.flags & flag) !== 0).map(([letter]) => letter);
  const letters = [...standard, ...(isDeleted ? ['T'] : [])].sort();
  const own = keywords.custom.map((name) => KEYWORD_LETTERS[keywordList.indexOf(name)] ?? '').sort();
  return `:2,${[...letters, ...own].join('')}`;
}

/** The state that a file name tells. A name without info has none. */
export function readMaildirInfo(
  fileName: string,
  keywordList: readonly string[],
): { keywords: KeywordSet; isDeleted: boolean } {
  const info = /:2,([A-Za-z]*)$/.exec(fileName)?.[1] ?? '';
  let flags = 0;
  for (const [letter, flag] of LETTERS) if (info.includes(letter)) flags |= flag;
  const names = [...info].flatMap((letter) => keywordList[KEYWORD_LETTERS.indexOf(letter)] ?? []);
  return { keywords: { flags, custom: [...new Set(names)].sort() }, isDeleted: info.includes('T') };
}

/** Maildir++ folder of a mailbox below the inbox: ".Work.Projects"; names in modified UTF-7. A dot in a name is shifted, too. */
export function maildirFolder(path: MailboxPath): string {
  return path
    .map((name) => `.${encodeModifiedUtf7(name).replaceAll('.', '&AC4-').replaceAll('/', '&AC8-')}`)
    .join('');
}

/** Undoes {@link maildirFolder}; a level that is no modified UTF-7 is taken as it is. */
export function maildirPath(folder: string): MailboxPath {
  const levels = folder.split('.').filter((level) => level !== '');
  return levels.map((level) => (decodeModifiedUtf7(level) ?? level).normalize('NFC'));
}

/** Keywords in the order of their letters. */
export function readKeywordList(text: string): string[] {
  const list: string[] = [];
  for (const line of text.split('\n')) {
    const [, index, name] = /^(\d{1,2}) ([^\s]{1,255})$/.exec(line.trim()) ?? [];
    if (name !== undefined && Number(index) < KEYWORD_LETTERS.length)
      list[Number(index)] = name.toLowerCase();
  }
  return Array.from(list, (name) => name ?? '');
}

export function writeKeywordList(names: readonly string[]): string {
  return names
    .slice(0, KEYWORD_LETTERS.length)
    .map((name, index) => `${index} ${name}\n`)
    .join('');
}
