/** What one round promised, for its line in the report. */
export interface Tally {
  sent: number;
  received: number;
  appended: number;
  moved: number;
  expunged: number;
}

export function newTally(): Tally {
  return { sent: 0, received: 0, appended: 0, moved: 0, expunged: 0 };
}
