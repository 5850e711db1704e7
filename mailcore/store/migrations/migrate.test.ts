import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Connection } from '../sqlite/driver.ts';
import { migrate, MIGRATIONS } from './migrate.ts';

function database(context: TestContext): { path: string; connection: Connection } {
  const directory = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  const path = join(directory, "it's.sqlite");
  const connection = new Connection(path);
  context.after(() => {
    connection.close();
    rmSync(directory, { recursive: true });
  });
  return { path, connection };
}

const FIRST = MIGRATIONS.slice(0, 1);
const NEXT = 'ALTER TABLE domains ADD COLUMN note TEXT';

test('each step runs once, after a copy of what was there', (context) => {
  const { path, connection } = database(context);
  migrate(connection, path, FIRST);
  connection.run("INSERT INTO domains (name, created_at) VALUES ('a.org', 0)");
  migrate(connection, path, FIRST);
  assert.equal(existsSync(`${path}.v1.bak`), false);
  migrate(connection, path, [...FIRST, NEXT]);
  assert.deepEqual(connection.all('SELECT version FROM schema_version'), [[1], [2]]);
  assert.deepEqual(connection.all('SELECT name, note FROM domains'), [['a.org', null]]);
  const copy = new Connection(`${path}.v1.bak`, { readOnly: true });
  assert.deepEqual(copy.all('SELECT name FROM domains'), [['a.org']]);
  copy.close();
});

test('a new database gets all steps and no copies', (context) => {
  const { path, connection } = database(context);
  migrate(connection, path);
  assert.equal(connection.all('SELECT version FROM schema_version').length, MIGRATIONS.length);
  assert.equal(existsSync(`${path}.v1.bak`), false);
});

test('a step that fails leaves the version before it', (context) => {
  const { path, connection } = database(context);
  assert.throws(() => migrate(connection, path, [...FIRST, `${NEXT}; SELECT nothing FROM nowhere`]));
  assert.deepEqual(connection.all('SELECT version FROM schema_version'), [[1]]);
  migrate(connection, path, [...FIRST, NEXT]);
  assert.deepEqual(connection.all('SELECT note FROM domains'), []);
});

test('data of a newer program is refused', (context) => {
  const { path, connection } = database(context);
  migrate(connection, path, [...FIRST, NEXT]);
  assert.throws(() => migrate(connection, path, FIRST), { code: 'unavailable' });
});

test('emails of before learn when they were sent', (context) => {
  const { path, connection } = database(context);
  migrate(connection, path, FIRST);
  const dates = ['2026-11-24T10:00:00Z', '2026-11-24T10:00:00+09:00', '2026-11-24T10:00:00-03:30', null];
  for (const [index, sentAt] of dates.entries()) {
    const summary = JSON.stringify({ sentAt });
    connection.run(
      "INSERT INTO blobs (id, container, start_offset, size_bytes, crc32, refs, summary) VALUES (?, '', 0, 0, 0, 1, ?)",
      index + 1,
      summary,
    );
    connection.run('INSERT INTO emails VALUES (?, 1, ?, 1, 0, 0, NULL, 0, 1, 1)', index + 1, index + 1);
  }
  migrate(connection, path);
  const noon = Date.UTC(2026, 10, 24, 10);
  assert.deepEqual(connection.all('SELECT sent_at, sent_offset FROM emails ORDER BY id'), [
    [noon, 0],
    [noon - 9 * 3_600_000, 540],
    [noon + 3.5 * 3_600_000, -210],
    [null, 0],
  ]);
});
