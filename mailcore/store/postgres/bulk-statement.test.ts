import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SQL } from '../sql/statements.ts';
import { bulkStatement } from './bulk-statement.ts';

test('an insert takes an array a column and keeps what stands behind its values', () => {
  assert.deepEqual(bulkStatement('INSERT INTO t (a, custom) VALUES (?, ?) ON CONFLICT DO NOTHING'), {
    text: 'INSERT INTO t (a, custom) SELECT * FROM unnest(?::bigint[], ?::text[]) ON CONFLICT DO NOTHING',
    key: [],
    sum: null,
  });
});

test('of rows in conflict with each other the last one stands', () => {
  assert.deepEqual(bulkStatement(SQL.saveThreadKey).key, [0, 1]);
});

test('an update finds its rows by its conditions', () => {
  assert.deepEqual(bulkStatement('UPDATE t SET a = ?, custom = ? WHERE id = ?'), {
    text: 'UPDATE t SET a = r.c0, custom = r.c1 FROM unnest(?::bigint[], ?::text[], ?::bigint[]) AS r (c0, c1, c2) WHERE t.id = r.c2',
    key: [2],
    sum: null,
  });
});

test('what is added is added up for each row', () => {
  assert.deepEqual(bulkStatement('UPDATE blobs SET refs = refs + ? WHERE id = ?'), {
    text: 'UPDATE blobs SET refs = blobs.refs + r.c0 FROM unnest(?::bigint[], ?::bigint[]) AS r (c0, c1) WHERE blobs.id = r.c1',
    key: [1],
    sum: 0,
  });
});

test('a removal names its rows by every condition', () => {
  assert.deepEqual(bulkStatement('DELETE FROM t WHERE a = ? AND b = ?'), {
    text: 'DELETE FROM t USING unnest(?::bigint[], ?::bigint[]) AS r (c0, c1) WHERE t.a = r.c0 AND t.b = r.c1',
    key: [0, 1],
    sum: null,
  });
});

for (const sql of [
  SQL.insertQueueRecipient,
  'UPDATE t SET a = b + ? WHERE id = ?',
  'DELETE FROM t WHERE a < ?',
]) {
  test(`refused: ${sql}`, () => assert.throws(() => bulkStatement(sql)));
}
