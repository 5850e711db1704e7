import type { GroupResult } from './deliver-group.ts';

/**
 * Destinations no host of which could be reached a moment ago. Whatever stood in line for one is put off at once: else a dead host with a
 * thousand messages would fill the queue's hands with connections that time out, while mail for everybody else waits.
 */
export interface Outages {
  /** What the last attempt met, while it is fresh. */
  find(destination: string): GroupResult | null;
  note(destination: string, results: readonly GroupResult[]): void;
}

const LIFETIME_MS = 60_000;
const MAX_DESTINATIONS = 10_000;

export function createOutages(clock: () => Date): Outages {
  const outages = new Map<string, { result: GroupResult; untilMs: number }>();
  return {
    find(destination) {
      const outage = outages.get(destination);
      return outage && outage.untilMs > clock().getTime() ? outage.result : null;
    },
    note(destination, results) {
      const [first] = results;
      const isDown = results.every(({ result, wasReached }) => result === 'deferred' && !wasReached);
      outages.delete(destination);
      if (!isDown || !first) return;
      const [oldest] = outages.keys();
      if (outages.size >= MAX_DESTINATIONS && oldest !== undefined) outages.delete(oldest);
      outages.set(destination, { result: first, untilMs: clock().getTime() + LIFETIME_MS });
    },
  };
}
