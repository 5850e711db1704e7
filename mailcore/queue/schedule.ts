const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Soon at first, for greylisting and restarts, then ever more patiently. RFC 5321 §4.5.4.1. */
const RETRY_DELAYS_MS = [5, 10, 20, 40, 60, 120].map((minutes) => minutes * MINUTE_MS);
const LATER_DELAY_MS = 4 * HOUR_MS;

/** Pause after the `attempts`-th failed attempt, counted from 1. */
export function retryDelayMs(attempts: number): number {
  return RETRY_DELAYS_MS[attempts - 1] ?? LATER_DELAY_MS;
}

/**
 * When to try again after the `attempts`-th failed attempt; null: give up. The last attempt falls on the end of the lifetime,
 * however long the pause would have been.
 */
export function nextAttemptAt(entry: {
  queuedAt: Date;
  attempts: number;
  now: Date;
  lifetimeDays: number;
}): Date | null {
  const expiresAtMs = expiryOf(entry.queuedAt, entry.lifetimeDays).getTime();
  const nowMs = entry.now.getTime();
  if (nowMs >= expiresAtMs) return null;
  return new Date(Math.min(nowMs + retryDelayMs(entry.attempts), expiresAtMs));
}

/** Until when a message is tried. */
export function expiryOf(queuedAt: Date, lifetimeDays: number): Date {
  return new Date(queuedAt.getTime() + lifetimeDays * DAY_MS);
}

/** True when the sender should hear that the message still waits; 0 hours = never. */
export function isDelayNoticeDue(entry: { queuedAt: Date; now: Date; noticeHours: number }): boolean {
  return (
    entry.noticeHours > 0 && entry.now.getTime() - entry.queuedAt.getTime() >= entry.noticeHours * HOUR_MS
  );
}
