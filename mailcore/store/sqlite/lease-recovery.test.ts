import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { message } from '../contract/fixtures.ts';
import { openSqliteStorage } from './open.ts';

test('an entry that a dead process had leased is due at once for the next owner', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tegami-lease-'));
  t.after(() => rmSync(dataDir, { recursive: true }));
  const now = new Date();
  const lease = { owner: 'a', limit: 10, leaseMs: 3_600_000 };

  const before = await openSqliteStorage({ dataDir });
  const { blob, content } = message('Far away');
  await before.store.deliver({
    traceId: 'abcdefghijkl',
    blob,
    content,
    receivedAt: now,
    local: [],
    onOverQuota: 'throw',
    queue: {
      envelope: {
        reversePath: 'a@sample.test',
        recipients: [{ address: 'b@away.test' }],
        smtpUtf8: false,
        body: '7BIT',
      },
      accountId: null,
      sendAt: now,
    },
  });
  assert.equal((await before.store.leaseQueue(now, lease)).length, 1);
  assert.equal((await before.store.leaseQueue(now, lease)).length, 0, 'it is leased');
  await before.close();

  const after = await openSqliteStorage({ dataDir });
  t.after(() => after.close());
  assert.equal((await after.store.leaseQueue(now, { ...lease, owner: 'b' })).length, 1);
});
