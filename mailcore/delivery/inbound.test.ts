import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { MailError } from '../errors.ts';
import type { Account } from '../model/account.ts';
import type { Envelope, Origin } from '../model/envelope.ts';
import type { ModSeq } from '../model/ids.ts';
import { scanMessage } from '../message/scan.ts';
import { openTestStorage, type TestStorage } from '../testing/test-storage.ts';
import { SILENT_LOGGER } from '../testing/silent-logger.ts';
import type { DeliveryService } from './delivery.ts';
import { createDelivery } from './inbound.ts';
import { createTraceId } from './trace-id.ts';

const VERIFIER = { salt: '', iterations: 1, storedKey: '', serverKey: '' };
const receivedAt = new Date('2026-11-04T01:02:03Z');

interface Fixture {
  readonly storage: TestStorage;
  readonly delivery: DeliveryService;
  add(address: string, isAdmin?: boolean): Promise<Account>;
  send(origin: Origin, recipients: readonly string[], body?: Buffer): ReturnType<DeliveryService['accept']>;
  emailCount(account: Account): Promise<number>;
}

async function open(t: TestContext): Promise<Fixture> {
  const storage = await openTestStorage();
  t.after(() => storage.close());
  const { store, blobs } = storage;
  await store.addDomain('example.com');
  const config = { hostname: 'mx.example.com' };
  const delivery = createDelivery({ config, store, blobs, logger: SILENT_LOGGER });
  return {
    storage,
    delivery,
    add: (address, isAdmin = false) =>
      store.addAccount({
        address,
        displayName: '',
        locale: 'en',
        isAdmin,
        quotaBytes: 0,
        verifiers: { scramSha1: VERIFIER, scramSha256: VERIFIER },
      }),
    async send(origin, recipients, body = Buffer.from('Subject: x\r\n\r\nbody\r\n')) {
      const writer = blobs.create();
      await writer.write(body);
      return delivery.accept({
        origin,
        envelope: envelopeTo(recipients),
        traceId: createTraceId(receivedAt),
        receivedAt,
        blob: await writer.finish(),
      });
    },
    emailCount: async ({ id }) => (await store.readAllEmails(id)).rows.emailIds.length,
  };
}

function envelopeTo(recipients: readonly string[]): Envelope {
  return {
    reversePath: 'ann@remote.example',
    recipients: recipients.map((address) => ({ address })),
    smtpUtf8: false,
    body: '8BITMIME',
  };
}

function originFrom(account: Account | null): Origin {
  return {
    protocol: 'ESMTP',
    remoteAddress: '192.0.2.1',
    helo: 'client.example',
    account: account && { id: account.id, address: account.address },
    tls: null,
  };
}

const outside = () => originFrom(null);

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'accepted';
  } catch (error) {
    assert.ok(error instanceof MailError, String(error));
    return error.code;
  }
}

test('who may send to whom', async (t) => {
  const { delivery, storage, add } = await open(t);
  const tomo = await add('tomo@example.com');
  await storage.store.addAlias('sales@example.com', tomo.id);
  const table: [Origin, string, string][] = [
    [outside(), 'tomo@example.com', 'accepted'],
    [outside(), 'Tomo+x@EXAMPLE.com', 'accepted'],
    [outside(), 'sales@example.com', 'accepted'],
    [outside(), 'nobody@example.com', 'userUnknown'],
    [outside(), 'ann@remote.example', 'relayDenied'],
    [outside(), 'no address', 'invalidArgument'],
    [originFrom(tomo), 'ann@remote.example', 'accepted'],
    [originFrom(tomo), 'nobody@example.com', 'userUnknown'],
    // Without an administrator nobody reads it.
    [outside(), 'postmaster@example.com', 'userUnknown'],
  ];
  for (const [origin, recipient, expected] of table) {
    assert.equal(await codeOf(delivery.checkRecipient(origin, recipient)), expected, recipient);
  }
});

test('with which address', async (t) => {
  const { delivery, storage, add } = await open(t);
  const tomo = await add('tomo@example.com');
  await add('hanako@example.com');
  await storage.store.addAlias('sales@example.com', tomo.id);
  const table: [Origin, string, string][] = [
    [outside(), 'anyone@remote.example', 'accepted'],
    [originFrom(tomo), 'tomo@example.com', 'accepted'],
    [originFrom(tomo), 'TOMO+x@example.com', 'accepted'],
    [originFrom(tomo), 'sales@example.com', 'accepted'],
    [originFrom(tomo), '', 'accepted'],
    [originFrom(tomo), 'hanako@example.com', 'forbidden'],
    [originFrom(tomo), 'tomo@remote.example', 'forbidden'],
  ];
  for (const [origin, reversePath, expected] of table) {
    assert.equal(await codeOf(delivery.checkSender(origin, reversePath)), expected, reversePath);
  }
});

test('postmaster and abuse reach the first administrator, unless somebody has that name', async (t) => {
  const { send, add, emailCount } = await open(t);
  await add('tomo@example.com');
  const admin = await add('zoe@example.com', true);
  await send(outside(), ['postmaster@example.com', 'ABUSE@example.com', 'postmaster@mx.example.com']);
  assert.equal(await emailCount(admin), 1);
  const abuse = await add('abuse@example.com');
  await send(outside(), ['abuse@example.com']);
  assert.equal(await emailCount(abuse), 1);
  assert.equal(await emailCount(admin), 1);
});

test('local accounts get one copy each, remote recipients one queue entry', async (t) => {
  const { send, add, storage } = await open(t);
  const tomo = await add('tomo@example.com');
  const hanako = await add('hanako@example.com');
  const receipt = await send(originFrom(tomo), [
    'hanako@example.com',
    'ann@remote.example',
    'hanako+x@example.com',
    'tomo@example.com',
    'bob@remote.example',
  ]);
  assert.deepEqual(
    receipt.filed.map(({ accountId }) => accountId),
    [hanako.id, tomo.id],
  );
  const [entry, ...others] = await storage.store.listQueue();
  assert.equal(others.length, 0);
  assert.equal(entry?.accountId, tomo.id);
  assert.deepEqual(
    entry?.recipients.map(({ address }) => address),
    ['ann@remote.example', 'bob@remote.example'],
  );
});

test('nothing is taken when one recipient went away meanwhile', async (t) => {
  const { send, add, emailCount } = await open(t);
  const tomo = await add('tomo@example.com');
  assert.equal(await codeOf(send(outside(), ['tomo@example.com', 'gone@example.com'])), 'userUnknown');
  assert.equal(await emailCount(tomo), 0);
});

test('a message in a file is read for its structure', async (t) => {
  const { send, add, storage } = await open(t);
  const tomo = await add('tomo@example.com');
  const body = Buffer.from(`Subject: large\r\n\r\n${'x'.repeat(70)}\r\n`.concat('line\r\n'.repeat(500_000)));
  const sends = Array.from({ length: 5 }, () => send(outside(), ['tomo@example.com'], body));
  await Promise.all(sends);
  const { rows } = await storage.store.readAllEmails(tomo.id);
  assert.deepEqual([...rows.sizes], Array(5).fill(body.length));
});

test('the account of a transaction is looked up once', async (t) => {
  const { storage, add } = await open(t);
  await add('tomo@example.com');
  let lookups = 0;
  const { store, blobs } = storage;
  const delivery = createDelivery({
    config: { hostname: 'mx.example.com' },
    blobs,
    logger: SILENT_LOGGER,
    store: {
      resolveRecipient(address) {
        lookups += 1;
        return store.resolveRecipient(address);
      },
      listAccounts: (options) => store.listAccounts(options),
      maySendAs: (id, address) => store.maySendAs(id, address),
      deliver: (delivered) => store.deliver(delivered),
    },
  });
  const origin = outside();
  await delivery.checkRecipient(origin, 'tomo@example.com');
  const writer = blobs.create();
  await delivery.accept({
    origin,
    envelope: envelopeTo(['tomo@example.com']),
    traceId: createTraceId(receivedAt),
    receivedAt,
    blob: await writer.finish(),
  });
  assert.equal(lookups, 1);
  await delivery.checkRecipient(outside(), 'tomo@example.com');
  assert.equal(lookups, 2);
});

test('a submission for later waits in the queue with all its recipients', async (t) => {
  const { delivery, storage, add, emailCount } = await open(t);
  const tomo = await add('tomo@example.com');
  const { store, blobs } = storage;
  const body = Buffer.from('Subject: later\r\n\r\n');
  const [drafts] = (await store.listMailboxes(tomo.id)).filter(({ role }) => role === 'drafts');
  assert.ok(drafts);
  const writer = blobs.create();
  await writer.write(body);
  const first = await store.readMailbox(tomo.id, drafts.id, 0 as ModSeq);
  assert.equal(first.rows.uids.length, 0);
  const [identity] = await store.listIdentities(tomo.id);
  assert.ok(identity);
  const envelope = envelopeTo(['tomo@example.com', 'ann@remote.example']);
  const sendAt = new Date(receivedAt.getTime() + 60_000);
  const [email] = await store.appendEmails(tomo.id, [
    {
      blob: await writer.finish(),
      content: scanMessage(body),
      mailboxIds: [drafts.id],
      keywords: { flags: 0, custom: [] },
      receivedAt,
    },
  ]);
  assert.ok(email);
  const outgoing = blobs.create();
  await outgoing.write(Buffer.from(body));
  const receipt = await delivery.accept({
    origin: { ...originFrom(tomo), protocol: 'JMAP' },
    envelope,
    traceId: createTraceId(receivedAt),
    receivedAt,
    blob: await outgoing.finish(),
    submission: {
      accountId: tomo.id,
      identityId: identity.id,
      emailId: email.emailId,
      envelope,
      sendAt,
      emailPatches: [],
      destroyEmails: [],
    },
  });
  assert.deepEqual(receipt.filed, []);
  assert.equal(await emailCount(tomo), 1);
  const [entry] = await store.listQueue();
  assert.equal(entry?.recipients.length, 2);
  assert.deepEqual(entry?.recipients[0]?.nextAttemptAt, sendAt);
});
