import type { EmailAddress } from '../../../mailcore/jmap/types.ts';
import type { Failure } from '../../lib/jmap/failure.ts';
import { composeEn, type ComposeWords } from '../../lib/i18n/compose-en.ts';
import { composeJa } from '../../lib/i18n/compose-ja.ts';
import { namesAndAddresses, type OpeningWords } from './opening.ts';

export type ComposeLocale = 'en' | 'ja';

export function composeWords(locale: ComposeLocale): ComposeWords {
  return locale === 'ja' ? composeJa : composeEn;
}

/** The lines above quoted and forwarded text, with the date as people of that language write it. */
export function openingWords(locale: ComposeLocale): OpeningWords {
  const words = composeWords(locale);
  const format = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const date = (sentAt: string) => format.format(new Date(sentAt));
  return {
    attribution: (email) =>
      words.attribution(date(email.sentAt ?? email.receivedAt), namesAndAddresses(email.from)),
    forwardedHeader: (email) =>
      words.forwardedHeader(
        namesAndAddresses(email.from),
        date(email.sentAt ?? email.receivedAt),
        email.subject ?? '',
        namesAndAddresses(email.to),
      ),
  };
}

/** Why it was not sent, in words. */
export function failureWords(words: ComposeWords, failure: Failure): string {
  const { failure: texts } = words;
  if (failure.kind === 'offline' || failure.kind === 'signedOut') return texts[failure.kind];
  if (failure.kind === 'http') return failure.status === 413 ? texts.tooLarge : texts.offline;
  if (failure.kind !== 'set') return texts.other;
  const { type, invalidRecipients = [] } = failure.error;
  switch (type) {
    case 'invalidRecipients':
      return texts.invalidRecipients(invalidRecipients.join(', '));
    case 'forbiddenMailFrom':
      return texts.forbiddenFrom;
    case 'tooLarge':
    case 'overQuota':
    case 'forbiddenFrom':
    case 'forbiddenToSend':
    case 'noRecipients':
    case 'tooManyRecipients':
    case 'rateLimit':
    case 'blobNotFound':
    case 'notFound':
      return texts[type];
    default:
      return texts.other;
  }
}

export function addressWords({ name, email }: EmailAddress): string {
  return name ? `${name} <${email}>` : email;
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** `1.4 MB`. */
export function sizeWords(bytes: number, locale: ComposeLocale): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[power]!,
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
  }).format(value);
}
