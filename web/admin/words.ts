import type { Locale } from '../lib/i18n/messages.ts';
import { i18n } from '../lib/i18n/i18n.svelte.ts';
import { problemWords } from '../lib/problem-words.ts';
import type { RestError } from '../lib/rest.ts';
import { adminEn, type AdminWords } from './words-en.ts';
import { adminJa } from './words-ja.ts';

export function adminWords(locale: Locale): AdminWords {
  return locale === 'ja' ? adminJa : adminEn;
}

/** Why an administrator's change was refused, in the reader's words. */
export function refusalWords(refusal: RestError): string {
  const words = adminWords(i18n.locale);
  if (refusal.code === 'addressTaken') return words.addressTaken;
  if (refusal.code === 'domainNotFound') return words.unknownDomain;
  if (refusal.code === 'domainNotEmpty') return words.domainNotEmpty;
  return problemWords(refusal);
}
