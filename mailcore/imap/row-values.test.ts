import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MailboxRows } from '../model/email.ts';
import type { AccountId, EmailId, MailboxId } from '../model/ids.ts';
import { RowValueCache } from './row-values.ts';
import type { RowValue } from './row-values.ts';

const ACCOUNT = 1 as AccountId;
const INBOX = 1 as MailboxId;
const OTHER = 2 as MailboxId;

/** Emails whose ids are a hundred above their UIDs. */
function rowsOf(...uids: number[]): MailboxRows {
  return {
    uids: Uint32Array.from(uids),
    emailIds: Float64Array.from(uids, (uid) => uid + 100),
  } as MailboxRows;
}

/** Values named for their emails; `asked` gathers the ids that were read. Email 199 is gone. */
function namesOf(asked: number[]): RowValue<string> {
  return {
    name: 'name',
    missing: 'none',
    sizeBytes: (text) => text.length,
    read(_, emailIds) {
      asked.push(...emailIds);
      const found = emailIds.filter((id) => id !== 199).map((id): [EmailId, string] => [id, `e${id}`]);
      return Promise.resolve(new Map(found));
    },
  };
}

test('each message is read once, whatever comes and goes', async () => {
  const asked: number[] = [];
  const cache = new RowValueCache();
  const first = rowsOf(1, 3, 99);
  assert.deepEqual(await cache.get(namesOf(asked), ACCOUNT, INBOX, first), ['e101', 'e103', 'none']);
  assert.deepEqual(asked.splice(0), [101, 103, 199]);
  await cache.get(namesOf(asked), ACCOUNT, INBOX, first);
  assert.deepEqual(await cache.get(namesOf(asked), ACCOUNT, INBOX, rowsOf(3, 99, 100)), [
    'e103',
    'none',
    'e200',
  ]);
  assert.deepEqual(asked, [200]);
});

test('the least recently used values go', async () => {
  const asked: number[] = [];
  const cache = new RowValueCache({ maxBytes: 50 });
  const rows = rowsOf(1, 2);
  for (const mailboxId of [INBOX, OTHER, OTHER, INBOX])
    await cache.get(namesOf(asked), ACCOUNT, mailboxId, rows);
  assert.deepEqual(asked, [101, 102, 101, 102, 101, 102]);
});

test('more than one batch', async () => {
  const asked: number[] = [];
  const uids = Array.from({ length: 2_500 }, (_, index) => index + 1);
  const values = await new RowValueCache().get(namesOf(asked), ACCOUNT, INBOX, rowsOf(...uids));
  assert.equal(values.length, 2_500);
  assert.equal(values[2_499], 'e2600');
  assert.equal(asked.length, 2_500);
});
