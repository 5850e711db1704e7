import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import type { ModSeq, Uid } from '../../model/ids.ts';
import { keywordSet } from '../../model/keyword.ts';
import { startPostgresCluster } from '../../testing/postgres-cluster.ts';
import {
  addTestAccount,
  append,
  delivery,
  faults,
  inboxOf,
  local,
  mailboxByRole,
  message,
  nextEvent,
} from '../contract/fixtures.ts';
import type { Storage } from '../storage.ts';
import { openPostgresStorage } from './open.ts';

const cluster = await startPostgresCluster();
after(() => cluster[Symbol.asyncDispose]());

const NOW = new Date('2026-11-24T00:00:00Z');

interface Nodes {
  readonly url: string;
  readonly a: Storage;
  readonly b: Storage;
}

/** Two nodes with a data directory each, on one empty database. */
async function openNodes(context: TestContext): Promise<Nodes> {
  const url = await cluster.createDatabase();
  const open = async (): Promise<Storage> => {
    const dataDir = mkdtempSync(join(tmpdir(), 'tegami-test-'));
    const storage = await openPostgresStorage({ url, dataDir });
    context.after(async () => {
      await storage.close();
      rmSync(dataDir, { recursive: true });
    });
    return storage;
  };
  const [a, b] = await Promise.all([open(), open()]);
  return { url, a, b };
}

test('mail, flags and moves made by one are read and heard of by the other', async (context) => {
  const { a, b } = await openNodes(context);
  const { id } = await addTestAccount(a.store);
  const inbox = await inboxOf(b.store, id);
  const archive = await mailboxByRole(b.store, id, 'archive');
  const heard = () => nextEvent(b.bus, (event) => event.kind === 'account' && event.accountId === id);

  let event = heard();
  await a.store.deliver(delivery({ ...message('hello'), local: [local(id)] }));
  const delivered = await event;
  assert.ok(delivered.kind === 'account' && delivered.delivered);
  assert.deepEqual(delivered.mailboxIds, [inbox.id]);
  assert.equal(delivered.modseq, await b.store.accountModseq(id));

  event = heard();
  const change = { mode: 'add' as const, keywords: keywordSet(['$seen']), deleted: false };
  await a.store.storeFlags(id, inbox.id, [1 as Uid], change);
  await event;
  assert.deepEqual([...(await b.store.readMailbox(id, inbox.id, 0 as ModSeq)).rows.flags], [1]);

  event = heard();
  const moved = await a.store.moveEmails(id, inbox.id, [1 as Uid], archive.id);
  const { mailboxIds } = (await event) as Extract<typeof delivered, { kind: 'account' }>;
  assert.deepEqual(new Set(mailboxIds), new Set([inbox.id, archive.id]));
  const { rows } = await b.store.readMailbox(id, archive.id, 0 as ModSeq);
  assert.deepEqual([...rows.uids], moved.destinationUids);
  assert.equal((await inboxOf(b.store, id)).totalEmails, 0);
});

test('both write to one account and to many at once: every UID and modseq is given once', async (context) => {
  const { a, b } = await openNodes(context);
  const first = await addTestAccount(a.store);
  const second = await addTestAccount(b.store, 'hana@sample.com');
  const both = [local(first.id), local(second.id)];
  const work = Array.from({ length: 40 }, (_, n) => {
    const { store } = n % 2 === 0 ? a : b;
    const order = n % 4 < 2 ? both : both.toReversed();
    return store.deliver(delivery({ ...message(`n ${n}`, [`Message-ID: <${n % 5}@x>`]), local: order }));
  });
  await Promise.all(work);
  for (const { id } of [first, second]) {
    const { rows } = await a.store.readMailbox(id, (await inboxOf(a.store, id)).id, 0 as ModSeq);
    assert.deepEqual(
      [...rows.uids],
      Array.from({ length: 40 }, (_, n) => n + 1),
    );
    assert.equal(new Set(rows.modseqs).size, 40);
  }
  assert.deepEqual(await faults(b.store), []);
});

test('one name is taken once, whoever asks first', async (context) => {
  const { a, b } = await openNodes(context);
  await a.store.addDomain('sample.com');
  const results = await Promise.allSettled([addTestAccount(a.store), addTestAccount(b.store)]);
  const [refused] = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  assert.ok(refused instanceof Error && 'code' in refused);
  assert.equal(refused.code, 'addressTaken');
});

test('an entry of the queue is leased by one node; those of a dead one run out', async (context) => {
  const { a, b } = await openNodes(context);
  const envelope = { reversePath: 'tomo@sample.com', smtpUtf8: false, body: '8BITMIME' as const };
  const wake = nextEvent(b.bus, ({ kind }) => kind === 'queue');
  for (let n = 0; n < 6; n++) {
    const recipients = [{ address: `r${n}@x.org` }];
    const queue = { envelope: { ...envelope, recipients }, accountId: null, sendAt: NOW };
    await a.store.deliver(delivery({ ...message('out'), queue }));
  }
  await wake;
  const lease = { limit: 4, leaseMs: 60_000 };
  const leased = await Promise.all([
    a.store.leaseQueue(NOW, { ...lease, owner: 'a' }),
    b.store.leaseQueue(NOW, { ...lease, owner: 'b' }),
  ]);
  const rest = await b.store.leaseQueue(NOW, { ...lease, owner: 'b' });
  const ids = [...leased.flat(), ...rest].map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(ids.length, 6);
  const later = new Date(NOW.getTime() + 61_000);
  assert.equal((await b.store.leaseQueue(later, { ...lease, limit: 9, owner: 'b' })).length, 6);
});

test('opening beside a running node leaves its leases alone', async (context) => {
  const { a, url } = await openNodes(context);
  const envelope = {
    reversePath: '',
    smtpUtf8: false,
    body: '7BIT' as const,
    recipients: [{ address: 'a@x.org' }],
  };
  await a.store.deliver(delivery({ ...message('x'), queue: { envelope, accountId: null, sendAt: NOW } }));
  const lease = { owner: 'a', limit: 9, leaseMs: 60_000 };
  assert.equal((await a.store.leaseQueue(NOW, lease)).length, 1);
  const dataDir = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  const late = await openPostgresStorage({ url, dataDir });
  assert.deepEqual(await late.store.leaseQueue(NOW, { ...lease, owner: 'late' }), []);
  await late.close();
  rmSync(dataDir, { recursive: true });
});

test('events too long for a notification are read from where they are kept', async (context) => {
  const { a, b } = await openNodes(context);
  const { id } = await addTestAccount(a.store);
  for (let n = 0; n < 40; n++) {
    const idHash = `${n}`.padStart(300, 'x');
    const session = { idHash, accountId: id, createdAt: NOW, expiresAt: NOW, lastSeenAt: NOW };
    await a.store.addSession({ ...session, userAgent: '', remoteAddress: '' });
  }
  const heard = nextEvent(b.bus, ({ kind }) => kind === 'signedOut');
  await a.store.removeSessions(id);
  const event = await heard;
  assert.ok(event.kind === 'signedOut' && event.sessionIdHashes.length === 40);
});

test('a node that lost its connections comes back and hears what it missed', async (context) => {
  const { url, a, b } = await openNodes(context);
  const { id } = await addTestAccount(a.store);
  const inbox = await inboxOf(a.store, id);
  await nextEventAfter(b, () => append(a.store, id, inbox.id));
  const caughtUp = nextEvent(b.bus, (event) => event.kind === 'directory' && event.accountId === null);
  const again = nextEvent(b.bus, (event) => event.kind === 'account' && event.accountId === id);
  await cluster.disconnectAll(url);
  // Whatever was under way is refused for a time, never half done.
  await append(a.store, id, inbox.id).catch((error: unknown) => assertUnavailable(error));
  await Promise.all([caughtUp, again]);
  await nextEventAfter(b, () => append(a.store, id, inbox.id));
  assert.deepEqual(await faults(b.store), []);
});

async function nextEventAfter({ bus }: Storage, act: () => Promise<unknown>): Promise<void> {
  const heard = nextEvent(bus, ({ kind }) => kind === 'account');
  await act();
  await heard;
}

function assertUnavailable(error: unknown): void {
  assert.ok(error instanceof Error && 'code' in error && error.code === 'unavailable');
}
