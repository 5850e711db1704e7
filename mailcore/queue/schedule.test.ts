import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { expiryOf, isDelayNoticeDue, nextAttemptAt } from './schedule.ts';

const QUEUED_AT = new Date('2026-11-24T00:00:00Z');
const MINUTE_MS = 60_000;

/** Minutes after queueing of every attempt, until the queue gives up. */
function attemptMinutes(lifetimeDays: number): number[] {
  const minutes: number[] = [];
  for (let now: Date | null = QUEUED_AT; now;) {
    minutes.push((now.getTime() - QUEUED_AT.getTime()) / MINUTE_MS);
    now = nextAttemptAt({ queuedAt: QUEUED_AT, attempts: minutes.length, now, lifetimeDays });
  }
  return minutes;
}

test('soon at first, then every four hours, and once more at the end', () => {
  const minutes = attemptMinutes(1);
  assert.deepEqual(minutes.slice(0, 8), [0, 5, 15, 35, 75, 135, 255, 495]);
  assert.equal(minutes.at(-1), 24 * 60);
  assert.equal(attemptMinutes(5).length, 36);
});

test('always later, never beyond the lifetime, and it ends', () => {
  const entry = fc.record({
    attempts: fc.integer({ min: 1, max: 1_000 }),
    ageMs: fc.integer({ min: 0, max: 40 * 86_400_000 }),
    lifetimeDays: fc.integer({ min: 1, max: 30 }),
  });
  fc.assert(
    fc.property(entry, ({ attempts, ageMs, lifetimeDays }) => {
      const now = new Date(QUEUED_AT.getTime() + ageMs);
      const next = nextAttemptAt({ queuedAt: QUEUED_AT, attempts, now, lifetimeDays });
      const expiresAt = expiryOf(QUEUED_AT, lifetimeDays);
      if (now >= expiresAt) return next === null;
      return next !== null && next > now && next <= expiresAt;
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), (days) => attemptMinutes(days).length < 10 + days * 6),
  );
});

test('tells of the delay once the hours are over; 0 is never', () => {
  const at = (hours: number) => new Date(QUEUED_AT.getTime() + hours * 60 * MINUTE_MS);
  assert.equal(isDelayNoticeDue({ queuedAt: QUEUED_AT, now: at(3.99), noticeHours: 4 }), false);
  assert.equal(isDelayNoticeDue({ queuedAt: QUEUED_AT, now: at(4), noticeHours: 4 }), true);
  assert.equal(isDelayNoticeDue({ queuedAt: QUEUED_AT, now: at(400), noticeHours: 0 }), false);
});
