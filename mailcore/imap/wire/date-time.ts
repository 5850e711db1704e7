import { WireError } from '../../errors.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const DATE_TIME = /^([ \d]\d)-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/;
const DATE = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/;

/** date-time without its quotes, as in APPEND. Throws WireError. RFC 9051 §9. */
export function parseDateTime(text: string): Date {
  const match = DATE_TIME.exec(text);
  if (match === null) throw new WireError('Invalid date-time');
  const [, day, month, year, hours, minutes, seconds, sign, zoneHours, zoneMinutes] =
    match as unknown as string[];
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 60 || Number(zoneMinutes) > 59) {
    throw new WireError('Invalid date-time');
  }
  const midnight = dayStart(year, month, day);
  const local = midnight + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  const offsetMs = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  return new Date(sign === '-' ? local + offsetMs : local - offsetMs);
}

/** date-text, as in SEARCH SINCE: milliseconds of that day's midnight, UTC. Throws WireError. */
export function parseDate(text: string): number {
  const match = DATE.exec(text);
  if (match === null) throw new WireError('Invalid date');
  return dayStart(match[3], match[2], match[1]);
}

function dayStart(year = '', month = '', day = ''): number {
  const monthIndex = MONTHS.findIndex((name) => name.toLowerCase() === month.toLowerCase());
  const midnight = new Date(Date.UTC(Number(year), monthIndex, Number(day)));
  // Date.UTC reads the years 0 to 99 as 1900 to 1999.
  midnight.setUTCFullYear(Number(year));
  if (monthIndex < 0 || midnight.getUTCDate() !== Number(day)) throw new WireError('Invalid date');
  return midnight.getTime();
}

const DAY_SECONDS = 86_400;
/** Messages of a mailbox come in one after the other: mostly on the day of the one before. */
let lastDay = { number: NaN, text: '' };

/** date-time with its quotes, always in UTC: `"01-Feb-2026 08:30:00 +0000"`. */
export function formatDateTime(timestampMs: number): string {
  const seconds = Math.floor(timestampMs / 1000);
  const day = Math.floor(seconds / DAY_SECONDS);
  if (day !== lastDay.number) lastDay = { number: day, text: formatDay(day) };
  const ofDay = seconds - day * DAY_SECONDS;
  const hours = Math.floor(ofDay / 3600);
  const minutes = Math.floor(ofDay / 60) % 60;
  return `"${lastDay.text} ${twoDigits(hours)}:${twoDigits(minutes)}:${twoDigits(ofDay % 60)} +0000"`;
}

function formatDay(day: number): string {
  const date = new Date(day * DAY_SECONDS * 1000);
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  return `${twoDigits(date.getUTCDate())}-${MONTHS[date.getUTCMonth()]}-${year}`;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
