import assert from 'node:assert/strict';
import type { AccountId, EmailId } from '../../model/ids.ts';
import type { Search, SearchField } from '../search.ts';
import { addTestAccount, append, inboxOf, nextEvent } from './fixtures.ts';
import type { ContractTest } from './harness.ts';

const HEADERS = [
  'Received: from mx.elsewhere.example by localhost',
  'DKIM-Signature: v=1; b=c2lnbmF0dXJl',
  'Subject: =?UTF-8?B?44Kr44Kk44Ku44Gu?= Meeting notes',
  'Cc: Taro Yamada <taro@else.example>',
  'Bcc: hidden@else.example',
  'X-Mailer: Pigeon 2.0',
  'Content-Type: text/plain; charset=utf-8',
];
const BODY =
  'Dear colleagues, the prerehearsal is on Friday.\r\n来週の会\r\n議資料を送ります。ﾃｽﾄ ＡＢＣ\r\n🎉 3.14 Straße';

/** Field, term, whether the mail above has it. */
const CASES: readonly (readonly [field: SearchField, term: string, isFound: boolean])[] = [
  ['subject', 'meeting', true],
  ['subject', 'etin', true],
  ['subject', 'meetings', false],
  ['subject', 'カイギ', true],
  ['subject', 'かいぎ', true],
  ['subject', 'ｶｲｷﾞ', true],
  ['subject', 'ギの', true],
  ['subject', 'ギの meet', true],
  ['subject', 'colleagues', false],
  ['from', 'hana', true],
  ['from', 'hana <hana@test.org>', true],
  ['from', 'tomo', false],
  ['to', 'tomo@sample', true],
  ['cc', 'yamada', true],
  ['cc', 'yama', true],
  ['bcc', 'HIDDEN@', true],
  ['body', '会議', true],
  ['body', '議', true],
  ['body', '会', true],
  ['body', '会議資料', true],
  ['body', '資料会議', false],
  ['body', '料を送り', true],
  ['body', 'テスト', true],
  ['body', 'abc', true],
  ['body', 'rehears', true],
  ['body', 'rehearsal is', true],
  ['body', 'rehearsal was', false],
  ['body', 'the  prerehearsal', true],
  ['body', 'on Friday. 来週', true],
  ['body', '🎉', true],
  ['body', '🎊', false],
  ['body', '. ', true],
  ['body', '?!', false],
  ['body', '3.14', true],
  ['body', 'STRASSE', false],
  ['body', 'straße', true],
  ['body', 'pigeon', false],
  ['body', 'x'.repeat(3_000), false],
  ['text', 'friday', true],
  ['text', 'yamada', true],
  ['text', 'かいぎ', true],
  ['text', 'elsewhere', false],
  ['message', 'elsewhere', true],
  ['message', 'x-mailer: pigeon', true],
  ['message', '会議', true],
  ['message', 'absent', false],
  ['header:x-mailer', 'geon 2', true],
  ['header:X-Mailer', 'friday', false],
  ['header:subject', 'かいぎの meeting', true],
  ['header:dkim-signature', 'c2lnbmf0', true],
  ['header:received', 'pigeon', false],
];

export function searchContract(test: ContractTest): void {
  test('a term is found wherever it stands, in its field alone, whatever its case, width and kana', async ({
    store,
    search,
  }) => {
    const { id } = await addTestAccount(store);
    const { emailId } = await append(store, id, (await inboxOf(store, id)).id, {
      headers: HEADERS,
      body: BODY,
    });
    for (const [field, term, isFound] of CASES) {
      const found = await search.match(id, [emailId], field, [term]);
      assert.deepEqual(found, isFound ? [emailId] : [], `${field}: ${term}`);
    }
  });

  test('every term must be there; ids come back in the order given', async ({ store, search }) => {
    const { id } = await addTestAccount(store);
    const ids = await appendBodies({ store }, id, [
      'apples and pears',
      'pears alone',
      'りんごと pears and apples',
    ]);
    const backwards = ids.toReversed();
    assert.deepEqual(await search.match(id, backwards, 'body', ['pears']), backwards);
    assert.deepEqual(await search.match(id, backwards, 'body', ['apples', 'pear']), [ids[2], ids[0]]);
    assert.deepEqual(await search.match(id, backwards, 'body', ['りんご', 'apples', 'and']), [ids[2]]);
    assert.deepEqual(await search.match(id, ids.slice(0, 2), 'body', ['りんご']), []);
    assert.deepEqual(await search.match(id, ids, 'body', []), ids);
    assert.deepEqual(await search.match(id, ids, 'body', ['']), ids);
  });

  test('an account finds nothing of another, and nothing that is gone', async ({ store, search, bus }) => {
    const { id: tomo } = await addTestAccount(store);
    const { id: hana } = await addTestAccount(store, 'hana@sample.com');
    const [mine] = await appendBodies({ store }, tomo, ['secret plans']);
    const [hers, gone] = await appendBodies({ store }, hana, ['secret plans', 'secret too']);
    const all = [mine, hers, gone] as EmailId[];
    assert.deepEqual(await search.match(tomo, all, 'body', ['secret']), [mine]);
    assert.deepEqual(await search.match(hana, all, 'body', ['secret']), [hers, gone]);
    const told = nextEvent(bus, (event) => event.kind === 'account' && event.accountId === hana);
    await store.destroyEmails(hana, [gone!]);
    await told;
    assert.deepEqual(await search.match(hana, all, 'body', ['secret']), [hers]);
    assert.deepEqual(await search.match(hana, all, 'subject', ['x']), []);
  });

  test('what came after the last look is found at once', async ({ store, search }) => {
    const { id } = await addTestAccount(store);
    const ids: EmailId[] = [];
    for (let round = 0; round < 5; round++) {
      ids.push(...(await appendBodies({ store }, id, [`round ${round}`, 'quiet'])));
      assert.equal((await search.match(id, ids, 'body', ['round'])).length, round + 1);
    }
  });

  test('a search that takes too long ends as one', async ({ store, search }) => {
    const { id } = await addTestAccount(store);
    const ids = await appendBodies({ store }, id, ['some words']);
    await assert.rejects(search.match(id, ids, 'body', ['some words'], AbortSignal.abort()), {
      code: 'limitReached',
    });
  });

  test('letters that are in thousands of words', async ({ store, search }) => {
    const { id } = await addTestAccount(store);
    const many = Array.from({ length: 5_000 }, (_, index) => `xqz${index}`).join(' ');
    const ids = await appendBodies({ store }, id, [many, 'faqz', 'none', 'qz', 'qui']);
    const found = (term: string): Promise<EmailId[]> => search.match(id, ids, 'body', [term]);
    assert.deepEqual(await found('qz'), [ids[0], ids[1], ids[3]]);
    assert.deepEqual(await found('qz '), [ids[1], ids[3]]);
    assert.deepEqual(await found('q'), [ids[0], ids[1], ids[3], ids[4]]);
    assert.deepEqual(await found('xqz49'), [ids[0]]);
  });

  test('huge words and endless vocabularies are searched as well', async ({ store, search }) => {
    const { id } = await addTestAccount(store);
    const long = `${'abcdefghij'.repeat(30_000)}needle${'klmnopqrst'.repeat(10_000)}`;
    const many = Array.from({ length: 60_000 }, (_, index) => `w${index.toString(36)}`).join(' ');
    const ids = await appendBodies({ store }, id, [long, many, 'plain']);
    const found = (term: string): Promise<EmailId[]> => search.match(id, ids, 'body', [term]);
    assert.deepEqual(await found('needle'), [ids[0]]);
    assert.deepEqual(await found('jneedlek'), [ids[0]]);
    assert.deepEqual(await found('abcdefghij'.repeat(10)), [ids[0]]);
    assert.deepEqual(await found('w9z9'), [ids[1]]);
    assert.deepEqual(await found('zzzzz'), []);
    assert.deepEqual(await found('plain'), [ids[2]]);
  });
}

async function appendBodies(
  { store }: { store: Parameters<typeof append>[0] },
  accountId: AccountId,
  bodies: readonly string[],
): Promise<EmailId[]> {
  const inbox = await inboxOf(store, accountId);
  const ids: EmailId[] = [];
  for (const body of bodies) ids.push((await append(store, accountId, inbox.id, { body })).emailId);
  return ids;
}

/** Waits before each search until `ready` resolves: for adapters that index in the background. */
export function searchingAfter(search: Search, ready: () => Promise<void>): Search {
  return {
    match: async (...parameters) => {
      await ready();
      return search.match(...parameters);
    },
  };
}
