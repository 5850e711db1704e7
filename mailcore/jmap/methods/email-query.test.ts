import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openJmapFixture, type JmapFixture } from '../../testing/jmap-fixture.ts';
import type { Id, QueryResponse } from '../types.ts';

interface Sample {
  readonly fixture: JmapFixture;
  /** a, b (replies to a), c, d: oldest first. */
  readonly ids: Record<'a' | 'b' | 'c' | 'd', Id>;
}

async function openSample(): Promise<Sample & AsyncDisposable> {
  const fixture = await openJmapFixture();
  const message = (id: string, from: string, subject: string, more: string[], body: string): string[] => [
    `From: ${from}`,
    'To: Tomo <tomo@sample.com>',
    `Subject: ${subject}`,
    `Message-ID: <${id}@x.org>`,
    ...more,
    '',
    body,
  ];
  const at = (hour: number): string => `2026-11-24T0${hour}:00:00Z`;
  const a = await fixture.importMessage(
    message('a', 'Zoe <z@x.org>', 'Plan', ['Date: Mon, 23 Nov 2026 00:00:00 +0000'], 'the budget'),
    {
      keywords: ['$seen'],
      receivedAt: at(1),
    },
  );
  const b = await fixture.importMessage(
    message(
      'b',
      'Amy <a@x.org>',
      'Re: Plan',
      ['In-Reply-To: <a@x.org>', 'Date: Sun, 22 Nov 2026 00:00:00 +0000'],
      'agreed',
    ),
    { keywords: ['$flagged'], receivedAt: at(2) },
  );
  const c = await fixture.importMessage(
    message('c', 'Bob <b@x.org>', 'Apple', ['X-Tag: yes'], 'x'.repeat(3000)),
    {
      keywords: ['$seen', 'work'],
      receivedAt: at(3),
    },
  );
  const attachment = [
    'Content-Type: application/pdf; name=a.pdf',
    'Content-Disposition: attachment; filename=a.pdf',
  ];
  const d = await fixture.importMessage(message('d', 'Cid <c@x.org>', '日本語の件名', attachment, 'data'), {
    role: 'archive',
    receivedAt: at(4),
  });
  return { fixture, ids: { a, b, c, d }, [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose]() };
}

async function query({ fixture, ids }: Sample, args: object): Promise<string> {
  const response = await fixture.run<QueryResponse>('Email/query', args);
  const names = new Map(Object.entries(ids).map(([name, id]) => [id, name]));
  return response.ids.map((id) => names.get(id)).join('');
}

test('Email/query filters', async (context) => {
  await using sample = await openSample();
  const [inbox, archive] = [await sample.fixture.mailbox('inbox'), await sample.fixture.mailbox('archive')];
  const rows: readonly [filter: object | null, expected: string][] = [
    [null, 'dcba'],
    [{}, 'dcba'],
    [{ inMailbox: inbox }, 'cba'],
    [{ inMailbox: 'm999' }, ''],
    [{ inMailboxOtherThan: [inbox] }, 'd'],
    [{ inMailboxOtherThan: [inbox, archive] }, ''],
    [{ before: '2026-11-24T02:00:00Z' }, 'a'],
    [{ after: '2026-11-24T02:00:00Z' }, 'dcb'],
    [{ minSize: 1000 }, 'c'],
    [{ maxSize: 1000 }, 'dba'],
    [{ hasKeyword: '$seen' }, 'ca'],
    [{ hasKeyword: 'Work' }, 'c'],
    [{ notKeyword: '$seen' }, 'db'],
    [{ allInThreadHaveKeyword: '$seen' }, 'c'],
    [{ someInThreadHaveKeyword: '$seen' }, 'cba'],
    [{ noneInThreadHaveKeyword: '$flagged' }, 'dc'],
    [{ hasAttachment: true }, 'd'],
    [{ hasAttachment: false }, 'cba'],
    [{ subject: 'plan' }, 'ba'],
    [{ from: 'amy' }, 'b'],
    [{ to: 'tomo' }, 'dcba'],
    [{ cc: 'tomo' }, ''],
    [{ body: 'budget' }, 'a'],
    [{ text: '"the budget"' }, 'a'],
    [{ text: '件名' }, 'd'],
    [{ header: ['X-Tag'] }, 'c'],
    [{ header: ['X-Tag', 'yes'] }, 'c'],
    [{ header: ['X-Tag', 'no'] }, ''],
    [{ inMailbox: inbox, hasKeyword: '$seen', from: 'bob' }, 'c'],
    [{ operator: 'OR', conditions: [{ from: 'bob' }, { hasKeyword: '$flagged' }] }, 'cb'],
    [{ operator: 'NOT', conditions: [{ from: 'bob' }, { hasKeyword: '$flagged' }] }, 'da'],
    [
      {
        operator: 'AND',
        conditions: [{ inMailbox: inbox }, { operator: 'NOT', conditions: [{ subject: 'plan' }] }],
      },
      'c',
    ],
    [{ operator: 'AND', conditions: [] }, 'dcba'],
    [{ operator: 'OR', conditions: [] }, ''],
  ];
  for (const [filter, expected] of rows) {
    await context.test(JSON.stringify(filter), async () =>
      assert.equal(await query(sample, { filter }), expected),
    );
  }
});

test('Email/query sorts', async (context) => {
  await using sample = await openSample();
  const rows: readonly [sort: object[], expected: string][] = [
    [[{ property: 'receivedAt' }], 'abcd'],
    [[{ property: 'receivedAt', isAscending: false }], 'dcba'],
    [[{ property: 'sentAt' }], 'bacd'],
    [[{ property: 'size', isAscending: false }], 'c'],
    [[{ property: 'from' }], 'bcda'],
    [[{ property: 'subject' }, { property: 'from' }], 'cbad'],
    [[{ property: 'hasKeyword', keyword: '$seen', isAscending: false }, { property: 'receivedAt' }], 'acbd'],
    [[{ property: 'someInThreadHaveKeyword', keyword: '$flagged' }, { property: 'receivedAt' }], 'cdab'],
  ];
  for (const [sort, expected] of rows) {
    await context.test(JSON.stringify(sort), async () => {
      const ids = await query(sample, { sort });
      assert.equal(ids.slice(0, expected.length), expected);
    });
  }
});

test('Email/query collapses threads and pages', async (context) => {
  await using sample = await openSample();
  const { ids } = sample;
  const rows: readonly [args: object, expected: string, position: number][] = [
    [{ collapseThreads: true }, 'dcb', 0],
    [{ collapseThreads: true, sort: [{ property: 'receivedAt' }] }, 'acd', 0],
    [{ limit: 2 }, 'dc', 0],
    [{ position: 2, limit: 1 }, 'b', 2],
    [{ position: -1 }, 'a', 3],
    [{ position: -9, limit: 1 }, 'd', 0],
    [{ position: 9 }, '', 9],
    [{ anchor: ids.c }, 'cba', 1],
    [{ anchor: ids.c, anchorOffset: -1, limit: 2 }, 'dc', 0],
    [{ anchor: ids.c, anchorOffset: -5, limit: 2 }, 'dc', 0],
    [{ anchor: ids.c, anchorOffset: 1 }, 'ba', 2],
    [{ limit: 0 }, '', 0],
  ];
  for (const [args, expected, position] of rows) {
    await context.test(JSON.stringify(args), async () => {
      const response = await sample.fixture.run<QueryResponse>('Email/query', {
        ...args,
        calculateTotal: true,
      });
      assert.equal(await query(sample, args), expected);
      assert.equal(response.position, Math.min(position, 4));
      assert.equal(response.total, 'collapseThreads' in args ? 3 : 4);
    });
  }
});

const REFUSED: readonly [args: object, type: string][] = [
  [{ filter: { nonsense: 1 } }, 'unsupportedFilter'],
  [{ filter: { minSize: -1 } }, 'invalidArguments'],
  [{ filter: { before: 'yesterday' } }, 'invalidArguments'],
  [{ filter: { operator: 'XOR', conditions: [] } }, 'invalidArguments'],
  [{ filter: { operator: 'AND', conditions: [1] } }, 'invalidArguments'],
  [{ filter: deep(20) }, 'unsupportedFilter'],
  [{ sort: [{ property: 'mood' }] }, 'unsupportedSort'],
  [{ sort: [{ property: 'hasKeyword' }] }, 'invalidArguments'],
  [{ sort: [{ property: 'subject', collation: 'i;klingon' }] }, 'unsupportedSort'],
  [{ anchor: 'e999' }, 'anchorNotFound'],
  [{ limit: -1 }, 'invalidArguments'],
];

function deep(depth: number): object {
  return depth === 0 ? {} : { operator: 'AND', conditions: [deep(depth - 1)] };
}

for (const [args, type] of REFUSED) {
  test(`Email/query answers ${type} to ${JSON.stringify(args).slice(0, 80)}`, async () => {
    await using fixture = await openJmapFixture();
    const [answer] = await fixture.call(['Email/query', args]);
    assert.deepEqual([answer![0], answer![1].type], ['error', type]);
  });
}
