const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/** Delay before try number `attempt` (0 = the first repetition): doubling from half a second to 30 s, shortened by up to half at random. */
export function backOffMs(attempt: number, random: () => number = Math.random): number {
  const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
  return delayMs * (1 - random() / 2);
}
