import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scanMessage } from '../../message/scan.ts';
import type { Account } from '../../model/account.ts';
import type { Uid } from '../../model/ids.ts';
import { FLAG } from '../../model/keyword.ts';
import type { Mailbox } from '../../model/mailbox.ts';
import { MailboxCache } from '../../store/mailbox-cache.ts';
import type { Store } from '../../store/store.ts';
import { WireError } from '../../errors.ts';
import { ClientPicture } from '../testing/client-picture.ts';
import { message, startImapTestServer } from '../testing/imap-test-server.ts';
import { SilentStore } from './silent-store.ts';
import { MailboxView } from './view.ts';
import { STANDARD_FLAGS } from '../wire/flags.ts';
import { parseSequenceSet } from '../wire/sequence-set.ts';

type Change =
  | { readonly kind: 'append'; readonly count: number }
  | {
      readonly kind: 'flag';
      readonly pick: number;
      readonly mode: 'add' | 'remove';
      readonly keyword: string | null;
    }
  | { readonly kind: 'remove' | 'move' | 'ownFlag' | 'ownSilentFlag'; readonly pick: number }
  | { readonly kind: 'tellAll' | 'tellSafe' | 'tellNew' | 'readAll' };

const pick = fc.nat({ max: 5 });
const keyword = fc.constantFrom(null, 'work', 'later');
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('append' as const), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({
    kind: fc.constant('flag' as const),
    pick,
    mode: fc.constantFrom('add' as const, 'remove' as const),
    keyword,
  }),
  fc.record({
    kind: fc.constantFrom('remove' as const, 'move' as const, 'ownFlag' as const, 'ownSilentFlag' as const),
    pick,
  }),
  fc.record({
    kind: fc.constantFrom('tellAll' as const, 'tellSafe' as const, 'tellNew' as const, 'readAll' as const),
  }),
);

/** A mailbox, one session's view of it, and what its client believes. */
class Scene {
  readonly #store: Store;
  readonly #cache: MailboxCache;
  readonly #account: Account;
  readonly #mailbox: Mailbox;
  readonly #archive: Mailbox;
  view!: MailboxView;
  picture!: ClientPicture;

  constructor(store: Store, account: Account, mailbox: Mailbox, archive: Mailbox) {
    this.#store = store;
    this.#cache = new MailboxCache(store);
    this.#account = account;
    this.#mailbox = mailbox;
    this.#archive = archive;
  }

  async select(): Promise<void> {
    await this.#append(3);
    this.view = new MailboxView(this.#mailbox, false, await this.#read());
    this.picture = new ClientPicture(this.view.exists);
  }

  async apply(step: Change): Promise<void> {
    switch (step.kind) {
      case 'append':
        return this.#append(step.count);
      case 'flag':
        return this.#flag(step.pick, step.mode, step.keyword);
      case 'remove':
        return this.#withUid(step.pick, (uid) =>
          this.#store.removeMemberships(this.#account.id, this.#mailbox.id, [uid]),
        );
      case 'move':
        return this.#withUid(step.pick, (uid) =>
          this.#store.moveEmails(this.#account.id, this.#mailbox.id, [uid], this.#archive.id),
        );
      case 'ownFlag':
        return this.#ownFlag(step.pick, false);
      case 'ownSilentFlag':
        return this.#ownFlag(step.pick, true);
      case 'tellAll':
        return this.tell('all');
      case 'tellSafe':
        return this.tell('noExpunge');
      case 'tellNew':
        this.view.update(await this.#read());
        return this.#hear(this.view.takeExists());
      case 'readAll':
        return this.readAll();
    }
  }

  async tell(policy: 'all' | 'noExpunge'): Promise<void> {
    this.view.update(await this.#read());
    const text = this.view.takeUpdates(policy, { withModseq: false, withVanished: false, isUidOnly: false });
    if (policy === 'noExpunge') assert.doesNotMatch(text, /EXPUNGE/);
    this.#hear(text);
  }

  /** FETCH 1:* (UID FLAGS): what is gone is passed over. */
  readAll(): void {
    for (let position = 0; position < this.view.exists; position++) {
      const row = this.view.rowAt(position);
      if (row >= 0) this.picture.learn(position, this.view.uidAt(position), this.#flagsOf(row));
    }
  }

  /** Numbers mean the same on both sides. */
  checkNumbers(): void {
    assert.equal(this.picture.messages.length, this.view.exists);
    for (const [position, { uid }] of this.picture.messages.entries()) {
      if (uid !== null) assert.equal(this.view.uidAt(position), uid);
    }
  }

  /** Everything has been told: nothing the client believes is out of date. */
  async checkTruth(): Promise<void> {
    const { rows } = await this.#read();
    assert.equal(this.picture.messages.length, rows.uids.length);
    for (const [row, { uid, flags }] of this.picture.messages.entries()) {
      if (uid !== null) assert.equal(uid, rows.uids[row]);
      if (flags !== null) assert.equal(flags, this.#flagsOf(row));
    }
  }

  #read() {
    return this.#cache.get(this.#account.id, this.#mailbox.id);
  }

  #hear(text: string): void {
    this.picture.read(text);
  }

  #flagsOf(row: number): string {
    return /FLAGS \(([^)]*)\)/.exec(this.view.flagItems(row, false))?.[1] as string;
  }

  async #append(count: number): Promise<void> {
    const bytes = Buffer.from(message('x'));
    const email = {
      blob: { kind: 'memory' as const, bytes, sizeBytes: bytes.length },
      content: scanMessage(bytes),
      mailboxIds: [this.#mailbox.id],
      keywords: { flags: 0, custom: [] },
      receivedAt: new Date(),
    };
    await this.#store.appendEmails(
      this.#account.id,
      Array.from({ length: count }, () => email),
    );
  }

  #flag(at: number, mode: 'add' | 'remove', name: string | null): Promise<void> {
    const keywords = name === null ? { flags: FLAG.seen, custom: [] } : { flags: 0, custom: [name] };
    return this.#withUid(at, (uid) => this.#storeFlags(uid, { mode, keywords, deleted: name === null }));
  }

  /** STORE by this session: answered, or, silent, left to the client to work out. */
  #ownFlag(at: number, isSilent: boolean): Promise<void> {
    return this.#withUid(at, async (uid) => {
      const change = { mode: 'add' as const, keywords: { flags: FLAG.flagged, custom: [] }, deleted: false };
      const silent = new SilentStore(this.view, change);
      const positions = this.view.positionsOf([uid]);
      await this.#storeFlags(uid, change);
      this.view.update(await this.#read());
      this.view.acknowledge(positions, (known, row) => !isSilent || silent.isKnown(known, row));
      for (const { start } of positions) this.#noteOwnFlag(start, uid, isSilent);
    });
  }

  #noteOwnFlag(position: number, uid: Uid, isSilent: boolean): void {
    const row = this.view.rowAt(position);
    const believed = this.picture.messages[position];
    if (row < 0 || believed === undefined) return;
    if (!isSilent) this.picture.learn(position, uid, this.#flagsOf(row));
    else if (believed.flags !== null) believed.flags = withFlagged(believed.flags);
  }

  #storeFlags(uid: Uid, flags: Parameters<Store['storeFlags']>[3]) {
    return this.#store.storeFlags(this.#account.id, this.#mailbox.id, [uid], flags);
  }

  async #withUid(at: number, run: (uid: Uid) => Promise<unknown>): Promise<void> {
    const { uids } = (await this.#read()).rows;
    if (uids.length > 0) await run(uids[at % uids.length] as Uid);
  }
}

/** As a client adds \\Flagged to what it knows, in the order the server prints. */
function withFlagged(flags: string): string {
  const names = new Set([...flags.split(' '), '\\Flagged']);
  const standard = STANDARD_FLAGS.filter((name) => names.has(name));
  return [...standard, ...[...names].filter((name) => name !== '' && !standard.includes(name))].join(' ');
}

test('whatever happens to a mailbox, the client never misreads a number and ends up with the truth', async (context) => {
  const { storage, account } = await startImapTestServer(context);
  const { store } = storage;
  const archive = await store.createMailbox(account.id, { name: 'elsewhere' });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 25 }), async (steps) => {
      const mailbox = await store.createMailbox(account.id, { name: `run ${run++}` });
      const scene = new Scene(store, account, mailbox, archive);
      await scene.select();
      scene.readAll();
      for (const step of steps) {
        await scene.apply(step);
        scene.checkNumbers();
      }
      await scene.tell('all');
      scene.checkNumbers();
      await scene.checkTruth();
    }),
    { numRuns: 200 },
  );
});

test('sets resolve against the picture, not the truth', async (context) => {
  const { storage, account } = await startImapTestServer(context);
  const mailbox = await storage.store.createMailbox(account.id, { name: 'box' });
  const archive = await storage.store.createMailbox(account.id, { name: 'elsewhere' });
  const scene = new Scene(storage.store, account, mailbox, archive);
  await scene.select();
  await scene.apply({ kind: 'append', count: 2 });
  await scene.apply({ kind: 'remove', pick: 1 });
  const { view } = scene;
  assert.deepEqual(view.resolveSequence(parseSequenceSet('2:*')), [{ start: 1, end: 3 }]);
  assert.throws(() => view.resolveSequence(parseSequenceSet('4')), WireError);
  assert.deepEqual(view.resolveUids(parseSequenceSet('3:900')), [{ start: 2, end: 3 }]);
  assert.deepEqual(view.resolveUids(parseSequenceSet('700:*')), [{ start: 2, end: 3 }]);
  await scene.tell('noExpunge');
  assert.deepEqual(view.resolveSequence(parseSequenceSet('*')), [{ start: 4, end: 5 }]);
  assert.equal(view.rowAt(1), -1);
  await scene.tell('all');
  assert.equal(view.exists, 4);
});
