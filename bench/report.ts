import type { Figure } from './scenarios/scenario.ts';

/** Collects the rounds of a scenario and prints medians side by side, with the ratio in our favour. */
export class Report {
  readonly #title: string;
  readonly #figures = new Map<
    string,
    { unit: string; better: Figure['better']; bySystem: Map<string, number[]> }
  >();

  constructor(title: string) {
    this.#title = title;
  }

  add(system: string, figures: readonly Figure[]): void {
    for (const { name, unit, better, value } of figures) {
      const entry = this.#figures.get(name) ?? { unit, better, bySystem: new Map<string, number[]>() };
      this.#figures.set(name, entry);
      entry.bySystem.set(system, [...(entry.bySystem.get(system) ?? []), value]);
    }
  }

  print(): void {
    console.log(`\n## ${this.#title}\n`);
    console.log('| | tegami | postfix+dovecot | ratio |\n|---|---|---|---|');
    for (const [name, { unit, better, bySystem }] of this.#figures) {
      const ours = median(bySystem.get('tegami'));
      const theirs = median(bySystem.get('postfix+dovecot'));
      const ratio =
        ours === null || theirs === null
          ? ''
          : `${(better === 'more' ? ours / theirs : theirs / ours).toFixed(1)}x`;
      console.log(`| ${name} | ${show(ours, unit)} | ${show(theirs, unit)} | ${ratio} |`);
    }
  }
}

function median(values: readonly number[] | undefined): number | null {
  if (!values || values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function show(value: number | null, unit: string): string {
  if (value === null) return '–';
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${unit}`;
}
