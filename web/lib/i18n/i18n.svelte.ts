import { en } from './en.ts';
import { ja } from './ja.ts';
import {
  format,
  LOCALES,
  negotiateLocale,
  type Catalogue,
  type Locale,
  type MessageKey,
  type ValuesArgument,
} from './messages.ts';

const CATALOGUES: Record<Locale, Catalogue> = { en, ja };
const STORAGE_KEY = 'tegami.locale';

class I18n {
  /** The language of every text on screen. */
  locale = $state<Locale>(startLocale());

  /** Changes the language here and in the document; the account keeps it by `PATCH /api/session`. */
  use(locale: Locale): void {
    this.locale = locale;
    localStorage.setItem(STORAGE_KEY, locale);
    document.documentElement.lang = locale;
  }
}

function startLocale(): Locale {
  const stored = localStorage.getItem(STORAGE_KEY);
  const locale = LOCALES.find((known) => known === stored) ?? negotiateLocale(navigator.languages);
  document.documentElement.lang = locale;
  return locale;
}

export const i18n = new I18n();

/** The text of a key in the current language. */
export function t<Key extends MessageKey>(key: Key, ...[values]: ValuesArgument<Key>): string {
  return format(CATALOGUES[i18n.locale][key], i18n.locale, values);
}
