const WORDS = [/添付|同封|別添|ファイルをお送り/, /\b(?:attach(?:ed|ing|ments?)?|enclos(?:ed|ing|ures?))\b/i];

/** Whether the writer speaks of a file in their own words: quoted lines, and everything after the signature's line, do not count. */
export function mentionsAttachment(text: string): boolean {
  const [own = ''] = text.split(/^-- $/m);
  const lines = own.split('\n').filter((line) => !/^\s*[>＞|]/.test(line));
  return WORDS.some((word) => lines.some((line) => word.test(line)));
}
