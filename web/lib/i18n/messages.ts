import type { en } from './en.ts';

export type Locale = 'en' | 'ja';
export const LOCALES: readonly Locale[] = ['en', 'ja'];

/** A text, or one text per plural category of the language (CLDR names); `other` is always there. */
export type Message = string | ({ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>);
export type MessageKey = keyof typeof en;
export type Catalogue = Record<MessageKey, Message>;

type PlaceholderOf<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholderOf<Rest>
  : never;
type TextOf<M> = M extends { other: infer Other } ? Other : M;

/** The values that the message of a key asks for, by name. */
export type Values<Key extends MessageKey> = Record<PlaceholderOf<TextOf<(typeof en)[Key]>>, string | number>;
/** No second argument for a message without placeholders; the values otherwise. */
export type ValuesArgument<Key extends MessageKey> = [keyof Values<Key>] extends [never]
  ? []
  : [values: Values<Key>];

const PLACEHOLDER = /\{(\w+)\}/g;
const pluralRules = new Map<Locale, Intl.PluralRules>();
const numberFormats = new Map<Locale, Intl.NumberFormat>();

/** The message in the language: plural form chosen by `count`, numbers with the language's grouping. */
export function format(
  message: Message,
  locale: Locale,
  values: Record<string, string | number> = {},
): string {
  const text = typeof message === 'string' ? message : pluralForm(message, locale, Number(values.count));
  return text.replace(PLACEHOLDER, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? formatNumber(value, locale) : value;
  });
}

export function formatNumber(value: number, locale: Locale): string {
  return cached(numberFormats, locale, () => new Intl.NumberFormat(locale)).format(value);
}

function pluralForm(message: Exclude<Message, string>, locale: Locale, count: number): string {
  const category = cached(pluralRules, locale, () => new Intl.PluralRules(locale)).select(count);
  return message[category] ?? message.other;
}

function cached<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** The first language of the browser's list that we speak; English otherwise. */
export function negotiateLocale(preferred: readonly string[]): Locale {
  for (const tag of preferred) {
    const language = tag.toLowerCase().split('-')[0];
    const known = LOCALES.find((locale) => locale === language);
    if (known) return known;
  }
  return 'en';
}
