import type { Locale } from './messages.ts';

type Style = 'time' | 'day' | 'year' | 'full';

const OPTIONS: Record<Style, Intl.DateTimeFormatOptions> = {
  time: { hour: 'numeric', minute: '2-digit' },
  day: { month: 'short', day: 'numeric' },
  year: { year: 'numeric', month: 'numeric', day: 'numeric' },
  full: {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    hour: 'numeric',
    minute: '2-digit',
  },
};

const formats = new Map<string, Intl.DateTimeFormat>();

function formatter(style: Style, locale: Locale, timeZone: string | undefined): Intl.DateTimeFormat {
  const key = `${style} ${locale} ${timeZone ?? ''}`;
  let known = formats.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(locale, { ...OPTIONS[style], timeZone });
    formats.set(key, known);
  }
  return known;
}

/** Short date of a list row: the time today, the day this year, else the year too. */
export function shortDate(date: Date, now: Date, locale: Locale, timeZone?: string): string {
  const parts = (moment: Date) => formatter('year', 'en', timeZone).formatToParts(moment);
  const [today, that] = [partsByName(parts(now)), partsByName(parts(date))];
  const isSameYear = today.year === that.year;
  const isToday = isSameYear && today.month === that.month && today.day === that.day;
  return formatter(isToday ? 'time' : isSameYear ? 'day' : 'year', locale, timeZone).format(date);
}

/** Whole date with weekday and time: `Tue, November 24, 2026 at 9:05 AM`, `2026年11月24日(火) 9:05`. */
export function fullDate(date: Date, locale: Locale, timeZone?: string): string {
  return formatter('full', locale, timeZone).format(date);
}

function partsByName(
  parts: Intl.DateTimeFormatPart[],
): Partial<Record<Intl.DateTimeFormatPartTypes, string>> {
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}

const UNITS: readonly { unit: Intl.RelativeTimeFormatUnit; seconds: number }[] = [
  { unit: 'year', seconds: 31_557_600 },
  { unit: 'month', seconds: 2_629_800 },
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
];

const JUST_NOW: Readonly<Record<Locale, string>> = { en: 'just now', ja: 'たった今' };

/** How long ago or until, in the largest whole unit: `3 hours ago`, `2日後`; under a minute: `just now`, `たった今`. */
export function relativeDate(date: Date, now: Date, locale: Locale): string {
  const seconds = (date.getTime() - now.getTime()) / 1000;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const { unit, seconds: length } of UNITS) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
  }
  return JUST_NOW[locale];
}
