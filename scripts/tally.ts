/** How many tests of a part passed and failed. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}
