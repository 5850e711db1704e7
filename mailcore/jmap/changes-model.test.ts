import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openJmapFixture, type JmapFixture } from '../testing/jmap-fixture.ts';
import type { ChangesResponse, Id, QueryChangesResponse, QueryResponse } from './types.ts';

/**
 * Two clients on one account. One acts at random; the other keeps lists of its own, from /changes and /queryChanges alone,
 * and must never differ from what a fresh query says.
 */

type Action =
  | { readonly kind: 'import'; readonly parent: number; readonly hour: number }
  | { readonly kind: 'destroy' | 'see' | 'flag' | 'archive' | 'inbox'; readonly which: number };

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ kind: fc.constant('import' as const), parent: fc.nat(9), hour: fc.nat(9) }),
  fc.record({ kind: fc.constantFrom('destroy', 'see', 'flag', 'archive', 'inbox'), which: fc.nat(9) }),
);

class Actor {
  readonly #fixture: JmapFixture;
  readonly #emails: Id[] = [];
  #made = 0;

  constructor(fixture: JmapFixture) {
    this.#fixture = fixture;
  }

  async act(step: Action): Promise<void> {
    if (step.kind === 'import') return this.#import(step.parent, step.hour);
    const id = this.#emails[step.which % Math.max(1, this.#emails.length)];
    if (id === undefined) return;
    if (step.kind === 'destroy') {
      this.#emails.splice(this.#emails.indexOf(id), 1);
      await this.#fixture.run('Email/set', { destroy: [id] });
      return;
    }
    const patch = await this.#patch(step.kind);
    await this.#fixture.run('Email/set', { update: { [id]: patch } });
  }

  async #import(parent: number, hour: number): Promise<void> {
    this.#made += 1;
    const reply = parent < this.#made && parent > 0 ? [`In-Reply-To: <n${parent}@x.org>`] : [];
    const lines = ['From: a@x.org', 'Subject: s', `Message-ID: <n${this.#made}@x.org>`, ...reply, '', 'x'];
    this.#emails.push(await this.#fixture.importMessage(lines, { receivedAt: `2026-11-24T0${hour}:00:00Z` }));
  }

  async #patch(kind: 'see' | 'flag' | 'archive' | 'inbox'): Promise<object> {
    if (kind === 'see') return { 'keywords/$seen': true };
    if (kind === 'flag') return { keywords: { $flagged: true } };
    return { mailboxIds: { [await this.#fixture.mailbox(kind)]: true } };
  }
}

/** A client's copy of one query. RFC 8620 §5.6: take out, then put in, lowest index first. */
class CachedQuery {
  readonly #fixture: JmapFixture;
  readonly #args: object;
  #ids: Id[] = [];
  #state = '';

  constructor(fixture: JmapFixture, args: object) {
    this.#fixture = fixture;
    this.#args = args;
  }

  async start(): Promise<void> {
    const { ids, queryState } = await this.#fixture.run<QueryResponse>('Email/query', this.#args);
    this.#ids = ids;
    this.#state = queryState;
  }

  async catchUp(): Promise<void> {
    const changes = await this.#fixture.run<QueryChangesResponse>('Email/queryChanges', {
      ...this.#args,
      sinceQueryState: this.#state,
      calculateTotal: true,
    });
    const removed = new Set(changes.removed);
    this.#ids = this.#ids.filter((id) => !removed.has(id));
    for (const { id, index } of changes.added) this.#ids.splice(index, 0, id);
    this.#state = changes.newQueryState;
    assert.equal(changes.total, this.#ids.length);
  }

  async check(): Promise<void> {
    const { ids } = await this.#fixture.run<QueryResponse>('Email/query', this.#args);
    assert.deepEqual(this.#ids, ids, JSON.stringify(this.#args));
  }
}

/** A client's set of all emails, kept by Email/changes in pages. */
class CachedEmails {
  readonly #fixture: JmapFixture;
  readonly #ids = new Set<Id>();
  #state: string;

  constructor(fixture: JmapFixture, state: string) {
    this.#fixture = fixture;
    this.#state = state;
  }

  async catchUp(): Promise<void> {
    for (let hasMore = true; hasMore;) {
      const changes = await this.#fixture.run<ChangesResponse>('Email/changes', {
        sinceState: this.#state,
        maxChanges: 3,
      });
      for (const id of changes.created) this.#ids.add(id);
      for (const id of changes.destroyed) this.#ids.delete(id);
      for (const id of changes.updated) assert.ok(this.#ids.has(id));
      this.#state = changes.newState;
      hasMore = changes.hasMoreChanges;
    }
  }

  async check(): Promise<void> {
    const { ids } = await this.#fixture.run<QueryResponse>('Email/query', {});
    assert.deepEqual([...this.#ids].sort(), ids.toSorted());
  }
}

async function queries(fixture: JmapFixture): Promise<CachedQuery[]> {
  const inMailbox = await fixture.mailbox('inbox');
  const byFlag = [{ property: 'someInThreadHaveKeyword', keyword: '$flagged' }, { property: 'receivedAt' }];
  return [
    {},
    { filter: { inMailbox } },
    { filter: { inMailbox }, collapseThreads: true },
    { filter: { notKeyword: '$seen' }, collapseThreads: true, sort: [{ property: 'receivedAt' }] },
    { filter: { someInThreadHaveKeyword: '$flagged' }, sort: byFlag },
  ].map((args) => new CachedQuery(fixture, args));
}

test('a client that only reads changes ends with what a fresh query says', async () => {
  const steps = fc.array(fc.record({ step: action, isSeen: fc.boolean() }), { minLength: 4, maxLength: 14 });
  await fc.assert(
    fc.asyncProperty(steps, async (run) => {
      await using fixture = await openJmapFixture();
      const actor = new Actor(fixture);
      const { state } = await fixture.run<{ state: string }>('Email/get', { ids: [] });
      const copies = [...(await queries(fixture)), new CachedEmails(fixture, state)];
      for (const copy of copies) if (copy instanceof CachedQuery) await copy.start();
      for (const { step, isSeen } of run) {
        await actor.act(step);
        if (isSeen) for (const copy of copies) await copy.catchUp();
      }
      for (const copy of copies) {
        await copy.catchUp();
        await copy.check();
      }
    }),
    { numRuns: 25, seed: 8620 },
  );
});

test('a client that reads while another writes ends with what a fresh query says', async () => {
  await using fixture = await openJmapFixture();
  const actor = new Actor(fixture);
  const copies = await queries(fixture);
  for (const copy of copies) await copy.start();
  for (let round = 0; round < 12; round += 1) {
    const write = async (): Promise<void> => {
      await actor.act({ kind: 'import', parent: round % 4, hour: (round * 7) % 10 });
      await actor.act({ kind: 'see', which: round });
      await actor.act({ kind: round % 3 === 0 ? 'destroy' : 'archive', which: round * 5 });
    };
    await Promise.all([write(), ...copies.map((copy) => copy.catchUp())]);
  }
  for (const copy of copies) {
    await copy.catchUp();
    await copy.check();
  }
});

test('queryChanges says tooManyChanges and cannotCalculateChanges', async () => {
  await using fixture = await openJmapFixture();
  const { queryState } = await fixture.run<QueryResponse>('Email/query', {});
  const lines = ['From: a@x.org', '', 'x'];
  await fixture.importMessage(lines);
  await fixture.importMessage(lines);
  const responses = await fixture.call(
    ['Email/queryChanges', { sinceQueryState: queryState, maxChanges: 1 }],
    ['Email/queryChanges', { sinceQueryState: '99999' }],
    ['Email/queryChanges', { sinceQueryState: 'nonsense' }],
    ['Email/changes', { sinceState: '-1' }],
    ['Email/changes', { sinceState: queryState, maxChanges: 0 }],
  );
  assert.deepEqual(
    responses.map(([, error]) => error.type),
    [
      'tooManyChanges',
      'cannotCalculateChanges',
      'cannotCalculateChanges',
      'cannotCalculateChanges',
      'invalidArguments',
    ],
  );
});
