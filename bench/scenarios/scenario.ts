import type { MailSystem } from '../systems/system.ts';

/** One measured quantity. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** Which way is better. */
  readonly better: 'more' | 'less';
}

/** A measurement that runs against any system. */
export interface Scenario {
  readonly name: string;
  readonly users: number;
  run(system: MailSystem, options: { quick: boolean }): Promise<Figure[]>;
}

/** Milliseconds that `work` took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** The value below which `share` of them lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
