import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fullDate, relativeDate, shortDate } from './dates.ts';

const ZONE = 'Asia/Tokyo';
const now = new Date('2026-11-24T03:00:00Z');

test('a list row tells the time today, the day this year, else the year too', () => {
  const cases: [date: string, en: string, ja: string][] = [
    ['2026-11-24T00:05:00Z', '9:05 AM', '9:05'],
    ['2026-11-23T14:59:00Z', 'Nov 23', '11月23日'],
    ['2025-12-31T15:00:00Z', 'Jan 1', '1月1日'],
    ['2025-12-31T14:00:00Z', '12/31/2025', '2025/12/31'],
  ];
  for (const [date, en, ja] of cases) {
    assert.equal(shortDate(new Date(date), now, 'en', ZONE).replace('\u202f', ' '), en);
    assert.equal(shortDate(new Date(date), now, 'ja', ZONE), ja);
  }
});

test('the whole date as each language writes it', () => {
  const date = new Date('2026-11-24T00:05:00Z');
  assert.match(fullDate(date, 'en', ZONE), /^Tue, November 24, 2026/);
  assert.match(fullDate(date, 'ja', ZONE), /^2026年11月24日\(火\) 9:05$/);
});

test('how long ago', () => {
  assert.equal(relativeDate(new Date(now.getTime() - 3 * 3_600_000), now, 'en'), '3 hours ago');
  assert.equal(relativeDate(new Date(now.getTime() + 2 * 86_400_000), now, 'ja'), '明後日');
  assert.equal(relativeDate(new Date(now.getTime() - 59_000), now, 'en'), 'just now');
  assert.equal(relativeDate(now, now, 'ja'), 'たった今');
});
