import type { EmailAddress } from '../../../mailcore/jmap/types.ts';
import type { Failure } from '../../lib/jmap/failure.ts';
import { composeEn, type ComposeWords } from '../../lib/i18n/compose-en.ts';
import { composeJa } from '../../lib/i18n/compose-ja.ts';
import type { Locale } from '../../lib/i18n/messages.ts';
import { namesAndAddresses, type OpeningWords } from './opening.ts';

export function composeWords(locale: Locale): ComposeWords {
  return locale === 'ja' ? composeJa : composeEn;
}

/** The lines above quoted and forwarded text, with the date as people of that language write it. */
export function openingWords(locale: Locale): OpeningWords {
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
