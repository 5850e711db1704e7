import type { Locale } from '../lib/i18n/messages.ts';
import { portalEn, type PortalWords } from './words-en.ts';
import { portalJa } from './words-ja.ts';

export function portalWords(locale: Locale): PortalWords {
  return locale === 'ja' ? portalJa : portalEn;
}
