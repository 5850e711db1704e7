import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SqlValue } from '../sql/connection.ts';
import { Connection, isConstraintViolation, isMediumFailure } from './driver.ts';

function connection(): Connection {
  const opened = new Connection(':memory:');
  opened.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, value TEXT UNIQUE)');
  return opened;
}

test('parameters that would be stored as something else are refused', () => {
  const sql = connection();
  for (const value of [undefined, new Date(), true, {}, Symbol('s')]) {
    assert.throws(() => sql.run('INSERT INTO t (value) VALUES (?)', value as SqlValue), TypeError);
    assert.throws(() => sql.query('SELECT ? AS v', [value]), TypeError);
  }
  sql.close();
});

test('binary strings survive: every code below 256, NUL too', () => {
  const sql = connection();
  const text = String.fromCharCode(...Array.from({ length: 256 }, (_, code) => code));
  sql.run('INSERT INTO t (value) VALUES (?)', text);
  assert.equal(sql.get('SELECT value FROM t')?.[0], text);
  assert.deepEqual(sql.query('SELECT value FROM t', []).rows, [{ __proto__: null, value: text }]);
  sql.close();
});

test('a violated constraint is no medium failure', () => {
  const sql = connection();
  sql.run('INSERT INTO t (value) VALUES (?)', 'a');
  assert.throws(
    () => sql.run('INSERT INTO t (value) VALUES (?)', 'a'),
    (error) => isConstraintViolation(error) && !isMediumFailure(error),
  );
  sql.close();
});
