/** Rows and cells of a 94x94 set. */
export const CELLS = 94;

/** 94x94 code units by (row * 94 + cell); 0 where nothing is assigned. */
export type JisTable = Uint16Array;

/** Windows mappings (CP932), which are what mailers mean, whatever the platform's EUC-JP says. */
const WINDOWS_OVERRIDES: readonly (readonly [jis: number, codeUnit: number])[] = [
  [0x213d, 0x2015],
  [0x2140, 0xff3c],
  [0x2141, 0xff5e],
  [0x2142, 0x2225],
  [0x215d, 0xff0d],
  [0x2171, 0xffe0],
  [0x2172, 0xffe1],
  [0x224c, 0xffe2],
];

/** JIS X 0208 with NEC row 13 and the NEC selection of IBM extensions: CP50220. */
export function buildJisX0208(): JisTable {
  const decoder = new TextDecoder('shift_jis');
  const table = buildTable((row, cell) => decoder.decode(shiftJis(row, cell)));
  for (const [jis, codeUnit] of WINDOWS_OVERRIDES) table[cellOf(jis)] = codeUnit;
  return table;
}

/** JIS X 0212, the supplementary set. */
export function buildJisX0212(): JisTable {
  const decoder = new TextDecoder('euc-jp');
  return buildTable((row, cell) => decoder.decode(Uint8Array.of(0x8f, row | 0x80, cell | 0x80)));
}

/** Index of a two-byte JIS code such as 0x2422. */
export function cellOf(jis: number): number {
  return ((jis >> 8) - 0x21) * CELLS + (jis & 0xff) - 0x21;
}

function buildTable(decode: (row: number, cell: number) => string): JisTable {
  const table = new Uint16Array(CELLS * CELLS);
  for (let row = 0x21; row <= 0x7e; row++) {
    for (let cell = 0x21; cell <= 0x7e; cell++) {
      const text = decode(row, cell);
      const isPrivate = text >= '\ue000' && text <= '\uf8ff';
      if (text.length === 1 && text !== '\ufffd' && !isPrivate)
        table[cellOf((row << 8) | cell)] = text.charCodeAt(0);
    }
  }
  return table;
}

function shiftJis(row: number, cell: number): Uint8Array {
  const lead = ((row - 0x21) >> 1) + (row < 0x5f ? 0x81 : 0xc1);
  const trail = row % 2 === 0 ? cell + 0x7e : cell + (cell >= 0x60 ? 0x20 : 0x1f);
  return Uint8Array.of(lead, trail);
}
