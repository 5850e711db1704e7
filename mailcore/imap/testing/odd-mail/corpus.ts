import { ODD_ADDRESSES } from './odd-addresses.ts';
import { ODD_HEADERS } from './odd-headers.ts';
import type { OddMessage } from './odd-message.ts';
import { ODD_PARTS } from './odd-parts.ts';
import { ODD_LINE_ENDS, ODD_TREES } from './odd-trees.ts';

/** Mail as it is sent, broken in all the ways we have seen or feared. */
export const ODD_MAIL: readonly OddMessage[] = [
  ...ODD_HEADERS,
  ...ODD_ADDRESSES,
  ...ODD_PARTS,
  ...ODD_TREES,
  ...ODD_LINE_ENDS,
];
