import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** The two colours of a token: light, dark. */
function colours(name: string): [light: string, dark: string] {
  const value = new RegExp(`^\\s*--${name}:\\s*([^;]+);`, 'm').exec(css)?.[1] ?? '';
  const found = value.match(/#[0-9a-f]{6}/gi) ?? [];
  assert.ok(found.length >= 1, `no colour for --${name}`);
  return [found[0]!, found[1] ?? found[0]!];
}

/** WCAG 2.2 relative luminance. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

const PAIRS: [ink: string, paper: string, ratio: number][] = [
  ...['fg-1', 'fg-2', 'fg-3'].flatMap((ink) =>
    ['bg-1', 'bg-2', 'bg-3'].map((paper): [string, string, number] => [ink, paper, 4.5]),
  ),
  ['fg-1', 'bg-4', 4.5],
  ['fg-2', 'bg-4', 4.5],
  ['fg-1', 'accent-quiet', 4.5],
  ['accent', 'bg-1', 4.5],
  ['accent', 'bg-2', 4.5],
  ['on-accent', 'accent-fill', 4.5],
  ['on-danger', 'danger-fill', 4.5],
  ['danger', 'bg-2', 4.5],
  ['link', 'bg-2', 4.5],
  ['on-slip', 'slip', 4.5],
  ['on-slip-accent', 'slip', 4.5],
  ['border-strong', 'bg-2', 3],
  ['focus', 'bg-2', 3],
  ...[1, 2, 3, 4, 5, 6, 7].map((index): [string, string, number] => ['on-avatar', `avatar-${index}`, 4.5]),
];

for (const [ink, paper, ratio] of PAIRS) {
  test(`--${ink} on --${paper} reaches ${ratio}:1, light and dark`, () => {
    for (const scheme of [0, 1] as const) {
      const reached = contrast(colours(ink)[scheme], colours(paper)[scheme]);
      assert.ok(reached >= ratio, `${scheme === 0 ? 'light' : 'dark'}: ${reached.toFixed(2)}`);
    }
  });
}
