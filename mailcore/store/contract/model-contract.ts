import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AccountId, EmailId, MailboxId, ModSeq, Uid } from '../../model/ids.ts';
import { applyKeywordChange, keywordSet, type KeywordSet } from '../../model/keyword.ts';
import type { Store } from '../store.ts';
import { addTestAccount, faults, message } from './fixtures.ts';
import type { ContractTest } from './harness.ts';
import { AccountModel } from './model.ts';

const MAILBOXES = 3;
const KEYWORDS = ['$seen', '$flagged', '$draft', 'work', 'later'];

const keywords = fc.uniqueArray(fc.constantFrom(...KEYWORDS)).map(keywordSet);
const mailbox = fc.nat(MAILBOXES - 1);
const mailboxSet = fc.uniqueArray(mailbox, { minLength: 1 });
const uids = fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 5 });
const emails = fc.array(fc.nat(9), { maxLength: 3 });
const mode = fc.constantFrom('add' as const, 'remove' as const, 'replace' as const);

/** One step of a client's life; mailboxes by position, emails by age. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('append' as const), to: mailboxSet, keywords }) },
  fc.record({
    kind: fc.constant('store' as const),
    in: mailbox,
    uids,
    mode,
    keywords,
    deleted: fc.boolean(),
  }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('copy' as const), in: mailbox, uids, to: mailbox }) },
  fc.record({ kind: fc.constant('move' as const), in: mailbox, uids, to: mailbox }),
  fc.record({ kind: fc.constant('expunge' as const), in: mailbox, uids: fc.option(uids) }),
  fc.record({ kind: fc.constant('remove' as const), in: mailbox, uids }),
  fc.record({ kind: fc.constant('patch' as const), emails, to: mailboxSet, mode, keywords }),
  fc.record({ kind: fc.constant('destroy' as const), emails }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

export function modelContract(test: ContractTest): void {
  test('random histories agree with the model, and every earlier state can be brought up to date', async ({
    store,
  }) => {
    let number = 0;
    const property = fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      const { id } = await addTestAccount(store, `a${++number}@sample.com`);
      const world = new World(
        store,
        id,
        (await store.listMailboxes(id)).slice(0, MAILBOXES).map((box) => box.id),
      );
      for (const one of steps) {
        await world.apply(one);
        await world.check();
      }
    });
    await fc.assert(property, { numRuns: 25 });
    assert.deepEqual(await faults(store), []);
  });
}

/** What a client that slept since then still believes. */
interface Remembered {
  readonly modseq: ModSeq;
  readonly emails: ReadonlySet<number>;
  readonly threads: ReadonlySet<number>;
  readonly uids: readonly ReadonlySet<number>[];
}

class World {
  readonly #store: Store;
  readonly #account: AccountId;
  readonly #boxes: readonly MailboxId[];
  readonly #model: AccountModel;
  readonly #history: Remembered[] = [];

  constructor(store: Store, account: AccountId, boxes: readonly MailboxId[]) {
    this.#store = store;
    this.#account = account;
    this.#boxes = boxes;
    this.#model = new AccountModel(boxes);
  }

  async apply(one: Step): Promise<void> {
    const [store, account, model] = [this.#store, this.#account, this.#model];
    switch (one.kind) {
      case 'append':
        return this.#append(one.to, one.keywords);
      case 'store': {
        const change = { mode: one.mode, keywords: one.keywords, deleted: one.deleted };
        await store.storeFlags(account, this.#box(one.in), one.uids as Uid[], change);
        model.store(this.#box(one.in), one.uids, change, one.deleted);
        return;
      }
      case 'copy':
        return this.#copy(one.in, one.uids, one.to);
      case 'move':
        await store.moveEmails(account, this.#box(one.in), one.uids as Uid[], this.#box(one.to));
        model.move(this.#box(one.in), one.uids, this.#box(one.to));
        return;
      case 'expunge': {
        await store.expunge(account, this.#box(one.in), one.uids as Uid[] | null);
        this.#leave(one.in, (row) => row.deleted && (one.uids?.includes(row.uid) ?? true));
        return;
      }
      case 'remove':
        await store.removeMemberships(account, this.#box(one.in), one.uids as Uid[]);
        this.#leave(one.in, (row) => one.uids.includes(row.uid));
        return;
      case 'patch':
        return this.#patch(one);
      case 'destroy': {
        const ids = this.#pick(one.emails);
        await store.destroyEmails(account, ids);
        for (const id of ids) model.emails.delete(id);
      }
    }
  }

  async #append(to: readonly number[], set: KeywordSet): Promise<void> {
    const mailboxIds = to.map((at) => this.#box(at));
    const email = { ...message('x'), mailboxIds, keywords: set, receivedAt: new Date() };
    const [appended] = await this.#store.appendEmails(this.#account, [email]);
    this.#model.add(appended?.emailId ?? 0, mailboxIds, set);
  }

  async #copy(from: number, named: readonly number[], to: number): Promise<void> {
    const sources = this.#model.rows(this.#box(from)).filter(({ uid }) => named.includes(uid));
    const copied = await this.#store.copyEmails(
      this.#account,
      this.#box(from),
      named as Uid[],
      this.#box(to),
    );
    const slice = await this.#store.readMailbox(this.#account, this.#box(to), 0 as ModSeq);
    for (const [at, { deleted, keywords: set }] of sources.entries()) {
      const row = slice.rows.uids.indexOf(copied.destinationUids[at] ?? 0);
      const id = slice.rows.emailIds[row] ?? 0;
      this.#model.add(id, [], set);
      this.#model.place(id, this.#box(to), deleted);
    }
  }

  async #patch(one: Extract<Step, { kind: 'patch' }>): Promise<void> {
    const target = one.to.map((at) => this.#box(at));
    const change = { mode: one.mode, keywords: one.keywords };
    for (const emailId of this.#pick(one.emails)) {
      await this.#store.updateEmails(this.#account, [{ emailId, keywords: [change], setMailboxes: target }]);
      const email = this.#model.emails.get(emailId);
      if (!email) continue;
      for (const id of this.#boxes) if (!target.includes(id)) email.places.delete(id);
      email.keywords = applyKeywordChange(email.keywords, change);
      for (const id of target) if (!email.places.has(id)) this.#model.place(emailId, id, false);
    }
  }

  #leave(at: number, goes: (row: { uid: number; deleted: boolean }) => boolean): void {
    const box = this.#box(at);
    for (const row of this.#model.rows(box)) if (goes(row)) this.#model.leave(row.emailId, box);
  }

  #box(at: number): MailboxId {
    return this.#boxes[at] as MailboxId;
  }

  #pick(ages: readonly number[]): EmailId[] {
    const ids = [...this.#model.emails.keys()];
    return [...new Set(ages)].flatMap((age) => (ids[age] === undefined ? [] : [ids[age] as EmailId]));
  }

  async check(): Promise<void> {
    for (const box of this.#boxes) await this.#checkMailbox(box);
    const account = await this.#store.getAccount(this.#account);
    assert.equal(account?.emailCount, this.#model.emails.size);
    for (const past of this.#history) await this.#checkPast(past);
    await this.#remember();
  }

  async #checkMailbox(box: MailboxId): Promise<void> {
    const { rows } = await this.#store.readMailbox(this.#account, box, 0 as ModSeq);
    const actual = [...rows.uids].map((uid, i) => ({
      uid,
      emailId: rows.emailIds[i],
      deleted: rows.deleted[i] === 1,
      keywords: { flags: rows.flags[i], custom: rows.custom.get(i) ?? [] },
    }));
    assert.deepEqual(actual, this.#model.rows(box));
    const counted = await this.#store.getMailbox(this.#account, box);
    assert.deepEqual(
      [counted?.totalEmails, counted?.unreadEmails, counted?.uidNext],
      [actual.length, this.#model.unread(box), this.#model.uidNext.get(box)],
    );
    const newest = Math.max(0, ...rows.modseqs);
    assert.ok((counted?.modseq ?? 0) >= newest);
  }

  async #remember(): Promise<void> {
    const { rows, modseq } = await this.#store.readAllEmails(this.#account);
    const uidSets = this.#boxes.map((box) => new Set(this.#model.rows(box).map(({ uid }) => uid)));
    this.#history.push({
      modseq,
      emails: new Set(rows.emailIds),
      threads: new Set(rows.threadIds),
      uids: uidSets,
    });
  }

  /** A client that applies what changed since then, page by page, ends where the store is. */
  async #checkPast(past: Remembered): Promise<void> {
    const { rows } = await this.#store.readAllEmails(this.#account);
    assert.deepEqual(await this.#caughtUp('Email', past.modseq, past.emails), new Set(rows.emailIds));
    assert.deepEqual(
      await this.#caughtUp('Thread', past.modseq, past.threads),
      new Set([...rows.threadIds].sort((a, b) => a - b)),
    );
    for (const [at, box] of this.#boxes.entries()) {
      const slice = await this.#store.readMailbox(this.#account, box, past.modseq);
      const known = new Set(past.uids[at]);
      for (const uid of slice.vanished ?? []) known.delete(uid);
      for (const uid of slice.rows.uids) known.add(uid);
      const now = this.#model.rows(box).map(({ uid }) => uid);
      assert.deepEqual(
        [...known].sort((a, b) => a - b),
        now,
      );
    }
  }

  async #caughtUp(type: 'Email' | 'Thread', since: ModSeq, known: ReadonlySet<number>): Promise<Set<number>> {
    const ids = new Set(known);
    for (let state = since, hasMore = true; hasMore;) {
      const page = await this.#store.changesSince(this.#account, type, state, 2);
      for (const id of page.created) ids.add(id);
      for (const id of page.destroyed) ids.delete(id);
      for (const id of page.updated) assert.ok(ids.has(id), `${type} ${id} is updated but unknown`);
      assert.ok(page.newState > state || !page.hasMore);
      ({ newState: state, hasMore } = page);
    }
    return new Set([...ids].sort((a, b) => a - b));
  }
}
