import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WireError } from '../../errors.ts';
import { formatDateTime, parseDate, parseDateTime } from './date-time.ts';

const DATE_TIMES: readonly [text: string, iso: string][] = [
  // RFC 9051 §6.3.12
  ['17-Jul-1996 02:44:25 -0700', '1996-07-17T09:44:25.000Z'],
  [' 7-Feb-1994 21:52:25 +0900', '1994-02-07T12:52:25.000Z'],
  ['29-feb-2024 00:00:00 +0000', '2024-02-29T00:00:00.000Z'],
  ['01-Jan-0099 00:00:00 +0000', '0099-01-01T00:00:00.000Z'],
];
for (const [text, iso] of DATE_TIMES) {
  test(`date-time ${text}`, () => assert.equal(parseDateTime(text).toISOString(), iso));
}

for (const text of [
  '',
  '29-Feb-2023 00:00:00 +0000',
  '1-Foo-2023 00:00:00 +0000',
  '01-Jan-2023 24:00:00 +0000',
  '01-Jan-2023 00:00 +0000',
  '32-Jan-2023 00:00:00 +0000',
]) {
  test(`date-time ${JSON.stringify(text)} is refused`, () =>
    assert.throws(() => parseDateTime(text), WireError));
}

test('dates are midnights, UTC', () => {
  assert.equal(parseDate('1-Feb-1994'), Date.UTC(1994, 1, 1));
  assert.throws(() => parseDate('31-Apr-2024'), WireError);
});

test('INTERNALDATE is printed in UTC with a fixed width', () => {
  assert.equal(formatDateTime(Date.UTC(2026, 1, 1, 8, 30, 0)), '"01-Feb-2026 08:30:00 +0000"');
});
