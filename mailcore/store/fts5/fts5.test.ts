import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AccountId, EmailId } from '../../model/ids.ts';
import { addTestAccount, append, inboxOf } from '../contract/fixtures.ts';
import { runContract } from '../contract/harness.ts';
import { searchContract, searchingAfter } from '../contract/search-contract.ts';
import { dataFiles } from '../data-files.ts';
import { ScanSearch } from '../scan-search.ts';
import type { SearchField } from '../search.ts';
import { openSqliteStorage, type OwnedStorage } from '../sqlite/open.ts';
import { Indexer } from './indexer.ts';

runContract(
  'search',
  {
    name: 'a full-text index that is up to date',
    open: async (options) => {
      const storage = await openSqliteStorage({ ...options, dataDir: ':memory:' });
      const indexer = new Indexer(dataFiles(storage.dataDir), storage.blobs);
      storage.bus.subscribe((event) => indexer.notice(event));
      const caughtUp = (): Promise<void> => indexer.catchUp();
      return {
        storage: { ...storage, search: searchingAfter(storage.search, caughtUp) },
        reopen: null,
        dispose: async () => {
          indexer.close();
          await storage.close();
        },
      };
    },
  },
  searchContract,
);

const ALPHABET = [
  'a', 'b', 'B', 'é', 'e\u0301', 'ß', '1', '２', ' ', ' ', '\r\n', '.', '-', '_', '"', '*',
  '会', '議', '資', 'か', 'カ', 'ｶﾞ', 'ー', '、', '한', '글', 'ก', 'ั',
  '🎉', '👍🏽', '👨‍👩‍👧', '\u200b', 'ς', 'Σ', 'İ', '\u0300', '①', '㍻', '𠮷', '\ufffd', '\ud83d',
]; // prettier-ignore
const texts = fc.string({ unit: fc.constantFrom(...ALPHABET), maxLength: 60 });
const terms = fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 1, maxLength: 5 });
const FIELDS: readonly SearchField[] = ['subject', 'from', 'body', 'text', 'message', 'header:x-note'];

test('the index answers as reading every message does, whatever the texts and terms', async () => {
  const storage = await openSqliteStorage({ dataDir: ':memory:' });
  const scan = new ScanSearch(storage.store, storage.blobs);
  let accounts = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(texts, texts), { minLength: 1, maxLength: 6 }),
      fc.array(terms, { minLength: 1, maxLength: 12 }),
      fc.nat({ max: 6 }),
      async (mails, wanted, indexedCount) => {
        const { id } = await addTestAccount(storage.store, `u${accounts++}@sample.com`);
        const ids = await appendMails(storage, id, mails.slice(0, indexedCount));
        await indexAll(storage);
        ids.push(...(await appendMails(storage, id, mails.slice(indexedCount))));
        for (const field of FIELDS)
          for (const term of [...wanted, ...partsOf(mails)])
            assert.deepEqual(
              await storage.search.match(id, ids, field, [term]),
              await scan.match(id, ids, field, [term]),
              `${field}: ${JSON.stringify(term)}`,
            );
      },
    ),
    { numRuns: 40 },
  );
  await storage.close();
});

type Mails = readonly (readonly [subject: string, body: string])[];

async function appendMails({ store }: OwnedStorage, accountId: AccountId, mails: Mails): Promise<EmailId[]> {
  const inbox = await inboxOf(store, accountId);
  const ids: EmailId[] = [];
  for (const [subject, body] of mails) {
    const word = `=?UTF-8?B?${Buffer.from(subject).toString('base64')}?=`;
    const headers = [`Subject: ${word}`, `X-Note: ${word}`, 'Content-Type: text/plain; charset=utf-8'];
    ids.push((await append(store, accountId, inbox.id, { headers, body })).emailId);
  }
  return ids;
}

/** Pieces of the mails themselves: terms that are there. */
function partsOf(mails: Mails): string[] {
  return mails.flatMap(([subject, body]) => [
    subject.slice(1, 4),
    body.slice(3, 5),
    body.slice(2, 9),
    body.slice(0, 1),
  ]);
}

async function indexAll({ dataDir, blobs }: OwnedStorage): Promise<void> {
  const indexer = new Indexer(dataFiles(dataDir), blobs);
  await indexer.catchUp();
  indexer.close();
}
