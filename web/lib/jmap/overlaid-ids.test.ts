import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OverlaidIds } from './overlaid-ids.ts';
import { SparseIds } from './sparse-ids.ts';

const overlays = fc.record({
  size: fc.integer({ min: 0, max: 30 }),
  hidden: fc.uniqueArray(fc.nat(29)),
  extras: fc.array(fc.nat(30), { maxLength: 5 }),
});

test('the shown list is truth without the hidden and with the extra rows, in both directions', () => {
  fc.assert(
    fc.property(overlays, ({ size, hidden, extras }) => {
      const truth = new SparseIds();
      const ids = Array.from({ length: size }, (_, index) => `e${index}`);
      truth.setPage(0, ids, size);
      const gone = hidden.filter((index) => index < size).sort((a, b) => a - b);
      const rows = extras.map((before, index) => ({ before: Math.min(before, size), id: `x${index}` }));
      const shown = new OverlaidIds(truth);
      shown.overlay(gone, rows);

      const expected = [...ids, undefined].flatMap((id, index) => [
        ...rows.filter(({ before }) => before === index).map((row) => row.id),
        ...(id === undefined || gone.includes(index) ? [] : [id]),
      ]);
      assert.equal(shown.length, expected.length);
      expected.forEach((id, index) => {
        assert.equal(shown.at(index), id);
        assert.equal(shown.shownIndexOf(id), index);
      });
      for (const index of gone) assert.equal(shown.shownIndexOf(ids[index]!), -1);
    }),
    { numRuns: 500 },
  );
});
