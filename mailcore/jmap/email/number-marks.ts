/** Remembers which of `numbers` were seen; a bitmap where they lie close together, which is several times faster than a Set. */
export class NumberMarks {
  readonly #min: number;
  readonly #bitmap: Uint8Array | null;
  readonly #set = new Set<number>();

  constructor(numbers: Float64Array) {
    let min = Infinity;
    let max = -Infinity;
    for (let place = 0; place < numbers.length; place += 1) {
      const number = numbers[place]!;
      if (number < min) min = number;
      if (number > max) max = number;
    }
    const isDense = numbers.length > 0 && max - min < 16 * numbers.length + 1_000_000;
    this.#min = min;
    this.#bitmap = isDense ? new Uint8Array(max - min + 1) : null;
  }

  /** True the first time. */
  mark(number: number): boolean {
    if (this.#bitmap === null) return this.#set.size !== this.#set.add(number).size;
    const place = number - this.#min;
    if (this.#bitmap[place] === 1) return false;
    this.#bitmap[place] = 1;
    return true;
  }
}
