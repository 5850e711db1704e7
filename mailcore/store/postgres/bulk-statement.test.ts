import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SQL } from '../sql/statements.ts';
import { bulkStatement } from './bulk-statement.ts';

test('an insert takes an array a column and keeps what stands behind its values', () => {
  assert.deepEqual(bulkStatement('INSERT INTO t (a, custom) VALUES (?, ?) ON CONFLICT DO NOTHING'), {
    text: 'INSERT INTO t (a, custom) SELECT * FROM unnest(?::bigint[], ?::text[]) ON CONFLICT DO NOTHING',
    key: [],
  });
});

test('of rows in conflict with each other the last one stands', () => {
  assert.deepEqual(bulkStatement(SQL.saveThreadKey).key, [0, 1]);
});

test('an update finds its rows by the last parameter', () => {
  assert.deepEqual(bulkStatement('UPDATE t SET a = ?, custom = ? WHERE id = ?'), {
    text: 'UPDATE t SET a = r.c1, custom = r.c2 FROM unnest(?::bigint[], ?::text[], ?::bigint[]) AS r (c1, c2, c3) WHERE t.id = r.c3',
    key: [2],
  });
});

for (const sql of [SQL.addBlobRefs, SQL.insertQueueRecipient, SQL.deleteEmail, SQL.setDeleted]) {
  test(`refused: ${sql}`, () => assert.throws(() => bulkStatement(sql)));
}
