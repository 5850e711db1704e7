import { en, type Pop3Texts } from './texts-en.ts';
import { ja } from './texts-ja.ts';

/** A language that replies can be in. RFC 6856 §3. */
export interface Language {
  /** RFC 5646. */
  readonly tag: string;
  /** In the language itself. */
  readonly name: string;
  readonly texts: Pop3Texts;
}

/** Until LANG: plain English. RFC 6856 §3.1, RFC 2277 §4.5. */
export const DEFAULT_LANGUAGE: Language = { tag: 'i-default', name: 'English', texts: en };
const ENGLISH: Language = { ...DEFAULT_LANGUAGE, tag: 'en' };

export const LANGUAGES: readonly Language[] = [ENGLISH, { tag: 'ja', name: '日本語', texts: ja }];

/** The language for a basic language range: `*` is ours to choose, "ja-JP" is served by "ja". RFC 4647 §3.4. */
export function matchLanguage(range: string): Language | null {
  if (range === '*') return DEFAULT_LANGUAGE;
  const wanted = range.toLowerCase();
  if (wanted === DEFAULT_LANGUAGE.tag) return DEFAULT_LANGUAGE;
  return LANGUAGES.find(({ tag }) => wanted === tag || wanted.startsWith(`${tag}-`)) ?? null;
}
