import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SparseIds } from './sparse-ids.ts';

const known = (ids: SparseIds) => [...ids.known()];

/** The truth: a list of ids, and what the server answers about it. */
const edits = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('page' as const),
      start: fc.nat(60),
      size: fc.integer({ min: 1, max: 12 }),
    }),
    fc.record({
      kind: fc.constant('change' as const),
      remove: fc.array(fc.nat(80), { maxLength: 6 }),
      add: fc.array(fc.nat(80), { maxLength: 6 }),
      tellsTotal: fc.boolean(),
    }),
  ),
  { maxLength: 40 },
);

test('after any pages and changes, every known id stands where the server has it', () => {
  fc.assert(
    fc.property(fc.nat(70), edits, (size, steps) => {
      let count = size;
      let truth = Array.from({ length: size }, (_, index) => `e${index}`);
      const ids = new SparseIds();
      ids.setPage(0, truth.slice(0, 10), truth.length);
      for (const step of steps) {
        if (step.kind === 'page') {
          ids.setPage(step.start, truth.slice(step.start, step.start + step.size), truth.length);
        } else {
          const removed = [...new Set(step.remove)].flatMap((index) => truth[index] ?? []);
          truth = truth.filter((id) => !removed.includes(id));
          const fresh = step.add.map(() => `e${(count += 1)}`);
          fresh.forEach((id, index) => truth.splice(step.add[index]! % (truth.length + 1), 0, id));
          const added = fresh.map((id) => ({ id, index: truth.indexOf(id) }));
          ids.applyChanges(removed, added, step.tellsTotal ? truth.length : undefined);
        }
        assert.equal(ids.length, truth.length);
        for (const [index, id] of ids.known()) assert.equal(id, truth[index]);
      }
    }),
    { numRuns: 500 },
  );
});

test('a change of known rows keeps islands behind gaps', () => {
  const ids = new SparseIds();
  ids.setPage(0, ['a', 'b'], 10);
  ids.setPage(6, ['g', 'h'], 10);
  ids.applyChanges(['b'], [{ id: 'n', index: 0 }], 10);
  assert.deepEqual(known(ids), [
    [0, 'n'],
    [1, 'a'],
    [6, 'g'],
    [7, 'h'],
  ]);
});

test('a removal from an unknown place forgets what stands behind the first gap', () => {
  const ids = new SparseIds();
  ids.setPage(0, ['a', 'b'], 10);
  ids.setPage(6, ['g', 'h'], 10);
  ids.applyChanges(['unknown'], [], 9);
  assert.deepEqual(known(ids), [
    [0, 'a'],
    [1, 'b'],
  ]);
  assert.equal(ids.length, 9);
});
