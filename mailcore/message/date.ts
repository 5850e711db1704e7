const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Minutes east of UTC. RFC 5322 §4.3; JST as Japanese mailers of the nineties wrote it. */
const ZONES: Readonly<Record<string, number>> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  jst: 540,
  cet: 60,
  cest: 120, // prettier-ignore
};

const DAY_FIRST =
  /^(?:[a-z]{2,9}\.?\s*,?\s*)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?[\s-]+(\d{2,4})[\s,]+(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?(?:\.\d+)?\s*([+-]\s?\d{1,2}:?\d{2}|[a-z]{1,5})?/i;
/** asctime: `Tue Nov 24 10:00:00 2026`, a zone before or after the year. */
const MONTH_FIRST =
  /^[a-z]{3,9},?\s+([a-z]{3})[a-z]*\s+(\d{1,2})\s+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?\s+(?:([+-]\d{4}|[a-z]{1,4})\s+)?(\d{4})(?:\s*([+-]\d{4}))?/i;
const ISO = /^(\d{4})-(\d{2})-(\d{2})[t\s](\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(z|[+-]\d{2}:?\d{2})?/i;

interface DateParts {
  year: number;
  /** 1-12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  offsetMinutes: number;
}

/**
 * Parses a Date header value, obsolete forms included, to ISO 8601 with its own offset
 * (`2026-11-24T10:00:00+09:00`, `Z` for UTC); null when it is no date. RFC 5322 §3.3, §4.3.
 */
export function parseDate(value: string): string | null {
  if (value.length > 1000) return null;
  const text = stripComments(value).replace(/\s+/g, ' ').trim();
  const parts = dayFirst(text) ?? monthFirst(text) ?? isoForm(text);
  return parts === null || !isReal(parts) ? null : format(parts);
}

function dayFirst(text: string): DateParts | null {
  const match = DAY_FIRST.exec(text);
  if (match === null) return null;
  const [, day, month, year, hour, minute, second, zone] = match;
  return numbers(fullYear(year!), monthNumber(month!), day, hour, minute, second, zone);
}

function monthFirst(text: string): DateParts | null {
  const match = MONTH_FIRST.exec(text);
  if (match === null) return null;
  const [, month, day, hour, minute, second, zone, year, lateZone] = match;
  return numbers(Number(year), monthNumber(month!), day, hour, minute, second, zone ?? lateZone);
}

function isoForm(text: string): DateParts | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, zone] = match;
  return numbers(Number(year), Number(month), day, hour, minute, second, zone);
}

function numbers(year: number, month: number, ...rest: (string | undefined)[]): DateParts {
  const [day, hour, minute, second, zone] = rest;
  return {
    year,
    month,
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    // A leap second is shown as the second before it: JavaScript dates know none.
    second: Math.min(Number(second ?? 0), second === '60' ? 59 : 60),
    offsetMinutes: zoneMinutes(zone),
  };
}

/** RFC 5322 §4.3: two digits 00-49 are 20xx, 50-99 and three digits count from 1900. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length >= 4) return year;
  return text.length === 2 && year < 50 ? 2000 + year : 1900 + year;
}

function monthNumber(name: string): number {
  return MONTHS.indexOf(name.toLowerCase()) + 1;
}

/** Unknown names, military letters too, count as -0000. RFC 5322 §4.3. */
function zoneMinutes(zone: string | undefined): number {
  if (zone === undefined) return 0;
  const digits = /^([+-])\s?(\d{1,2}):?(\d{2})$/.exec(zone);
  if (digits === null) return ZONES[zone.toLowerCase()] ?? 0;
  const minutes = Number(digits[2]) * 60 + Number(digits[3]);
  return minutes > 1439 ? 0 : digits[1] === '-' ? -minutes : minutes;
}

function isReal({ year, month, day, hour, minute, second }: DateParts): boolean {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59 || year < 1) return false;
  if (month === 2) return day <= (isLeap(year) ? 29 : 28);
  return day <= (month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31);
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function format({ year, month, day, hour, minute, second, offsetMinutes }: DateParts): string {
  const date = `${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}`;
  if (offsetMinutes === 0) return `${date}Z`;
  const minutes = Math.abs(offsetMinutes);
  return `${date}${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

function pad(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function stripComments(text: string): string {
  if (!text.includes('(')) return text;
  let depth = 0;
  let kept = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '\\' && depth > 0) i++;
    else if (char === '(') depth++;
    else if (char === ')' && depth > 0) depth--;
    else if (depth === 0) kept += char;
  }
  return kept;
}
