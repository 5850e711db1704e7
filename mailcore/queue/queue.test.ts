import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { simpleParser } from 'mailparser';
import { DEFAULT_CONFIG, type SmartHostConfig } from '../config.ts';
import { scanMessage } from '../message/scan.ts';
import type { Account } from '../model/account.ts';
import type { Envelope } from '../model/envelope.ts';
import type { EmailId } from '../model/ids.ts';
import { createResolver } from '../net/dns.ts';
import { makeVerifiers } from '../sasl/credentials.ts';
import type { Peer } from '../smtp/client/outgoing.ts';
import { openTestStorage } from '../testing/test-storage.ts';
import { startDnsServer, type Zone } from '../testing/dns-server.ts';
import { SILENT_LOGGER } from '../testing/silent-logger.ts';
import { startReceiver, type ReceiverOptions } from '../testing/smtp-receiver.ts';
import { createQueue } from './queue.ts';

const TEXT = 'From: tomo@sample.com\r\nMessage-ID: <1@sample.com>\r\nSubject: Hi\r\n\r\nHello\r\n';
const HOUR_MS = 3_600_000;
const TIMEOUTS = { connectMs: 2_000, greetingMs: 1_500, idleMs: 5_000 };

interface HarnessOptions {
  readonly zone?: Zone;
  /** Port on loopback behind an address of the zone; none: nobody listens there. */
  readonly hosts?: Record<string, number>;
  readonly smartHost?: SmartHostConfig;
  readonly locale?: Account['locale'];
}

/** A store, a zone and a queue whose peers' port 25 is wherever the test listens. */
async function harness(context: TestContext, options: HarnessOptions = {}) {
  let nowMs = Date.UTC(2026, 10, 24);
  const clock = () => new Date(nowMs);
  const storage = await openTestStorage({ clock });
  const dns = await startDnsServer(options.zone ?? {});
  const resolver = createResolver({ servers: [dns.address], timeoutMs: 300, tries: 1, clock });
  const { store, blobs, bus } = storage;
  await store.addDomain('sample.com');
  const verifiers = await makeVerifiers('long enough', {
    argon2Cost: { memoryKib: 64, passes: 1, lanes: 1 },
  });
  const { locale = 'en' } = options;
  const user = {
    address: 'tomo@sample.com',
    displayName: 'Tomo',
    locale,
    isAdmin: false,
    quotaBytes: 0,
    verifiers,
  };
  const account = await store.addAccount(user);
  const config = { ...DEFAULT_CONFIG, hostname: 'mail.sample.com', smartHost: options.smartHost ?? null };
  const hosts = options.hosts ?? {};
  const toPeer = ({ address, port }: Peer) =>
    connect({ host: '127.0.0.1', port: hosts[address] ?? (port === 25 ? 1 : port) });
  const makeQueue = () =>
    createQueue({
      config,
      store,
      blobs,
      bus,
      resolver,
      logger: SILENT_LOGGER,
      clock,
      connect: toPeer,
      timeouts: TIMEOUTS,
    });
  const queue = makeQueue();
  context.after(async () => {
    await queue.stop({ graceMs: 0 });
    resolver.close();
    await dns.close();
    await storage.close();
  });

  return {
    store,
    bus,
    blobs,
    queue,
    makeQueue,
    advance(ms: number) {
      nowMs += ms;
    },
    async submit(recipients: Envelope['recipients'] | string[], patch: Partial<Envelope> = {}, text = TEXT) {
      const bytes = Buffer.from(text);
      const to = recipients.map((each) => (typeof each === 'string' ? { address: each } : each));
      const envelope: Envelope = {
        reversePath: 'tomo@sample.com',
        recipients: to,
        smtpUtf8: false,
        body: '8BITMIME',
        ...patch,
      };
      return store.deliver({
        traceId: 'abcdefghijkl',
        blob: { kind: 'memory', bytes, sizeBytes: bytes.length },
        content: scanMessage(bytes),
        receivedAt: clock(),
        local: [],
        onOverQuota: 'throw',
        queue: { envelope, accountId: account.id, sendAt: clock() },
      });
    },
    async inbox(): Promise<Buffer[]> {
      const mailboxes = await store.listMailboxes(account.id);
      const { id } = mailboxes.find(({ role }) => role === 'inbox')!;
      const { rows } = await store.readMailbox(account.id, id, 0 as never);
      const ids = Array.from(rows.emailIds) as EmailId[];
      const contents = await store.getContents(account.id, ids);
      return Promise.all(ids.map((emailId) => blobs.read(contents.get(emailId)!.blob.location)));
    },
  };
}

async function receiver(context: TestContext, options: ReceiverOptions = {}) {
  const server = await startReceiver(options);
  context.after(() => server.close());
  return server;
}

/** A port that accepts connections and never says a word. */
async function silentServer(context: TestContext): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => socket.destroy())));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const ZONE: Zone = {
  'there.example': { MX: [[10, 'mx.there.example']] },
  'mx.there.example': { A: ['192.0.2.1'] },
};

test('delivers a message byte for byte and forgets it', async (context) => {
  const there = await receiver(context);
  const { queue, store, submit, inbox } = await harness(context, {
    zone: ZONE,
    hosts: { '192.0.2.1': there.port },
  });
  await submit(['a@there.example', 'b@there.example']);
  await queue.runDue();
  assert.equal(there.messages.length, 1);
  assert.equal(there.messages[0]?.bytes.toString(), TEXT);
  assert.deepEqual(there.messages[0]?.to, ['a@there.example', 'b@there.example']);
  assert.equal(there.messages[0]?.isSecure, true);
  assert.deepEqual(await store.listQueue(), []);
  assert.deepEqual(await inbox(), []);
});

test('a started queue sends what comes in', async (context) => {
  const arrived = Promise.withResolvers<void>();
  const there = await receiver(context, {
    refuseMessage: () => {
      arrived.resolve();
      return null;
    },
  });
  const { queue, submit } = await harness(context, { zone: ZONE, hosts: { '192.0.2.1': there.port } });
  queue.start();
  await submit(['a@there.example']);
  await arrived.promise;
  await queue.stop();
  assert.equal(there.messages.length, 1);
});

test('tries again later, on the schedule, over one connection for several messages', async (context) => {
  let isBusy = true;
  const there = await receiver(context, { refuseRecipient: () => (isBusy ? '451 4.7.1 greylisted' : null) });
  const { queue, store, submit, advance } = await harness(context, {
    zone: ZONE,
    hosts: { '192.0.2.1': there.port },
  });
  await submit(['a@there.example']);
  await queue.runDue();
  const [entry] = await store.listQueue();
  assert.match(entry?.recipients[0]?.lastReply ?? '', /^mx\.there\.example: 451 .*greylisted/);
  assert.equal(entry?.recipients[0]?.attempts, 1);
  isBusy = false;
  advance(299_000);
  await queue.runDue();
  assert.equal(there.messages.length, 0);
  advance(2_000);
  await queue.runDue();
  assert.equal(there.messages.length, 1);
  assert.deepEqual(await store.listQueue(), []);
});

test('a refusal comes back to the sender, in their language', async (context) => {
  const there = await receiver(context, {
    refuseRecipient: (to) => (to.startsWith('no') ? '550 5.1.1 no such user' : null),
  });
  const { queue, submit, inbox } = await harness(context, {
    zone: ZONE,
    hosts: { '192.0.2.1': there.port },
    locale: 'ja',
  });
  await submit(['yes@there.example', 'no@there.example']);
  await queue.runDue();
  assert.deepEqual(there.messages[0]?.to, ['yes@there.example']);
  const [dsn] = await inbox();
  const parsed = await simpleParser(dsn!);
  assert.equal(parsed.subject, 'メールを配信できませんでした');
  assert.equal(parsed.inReplyTo, '<1@sample.com>');
  assert.match(parsed.text ?? '', /no@there\.example/);
  assert.doesNotMatch(parsed.text ?? '', /yes@there\.example/);
  assert.match(
    dsn!.toString(),
    /Final-Recipient: rfc822; no@there\.example\r\nAction: failed\r\nStatus: 5\.1\.1/,
  );
  assert.ok(dsn!.toString().includes(TEXT));
});

test('NOTIFY decides who hears of what', async (context) => {
  const there = await receiver(context, {
    refuseRecipient: (to) => (to.startsWith('no') ? '550 5.1.1 no such user' : null),
  });
  const { queue, submit, inbox } = await harness(context, { zone: ZONE, hosts: { '192.0.2.1': there.port } });
  await submit([{ address: 'no1@there.example', notify: ['NEVER'] }]);
  await submit([{ address: 'no2@there.example', notify: ['SUCCESS', 'DELAY'] }]);
  await submit([{ address: 'yes@there.example', notify: ['SUCCESS'], orcpt: 'rfc822;original@x.example' }], {
    dsnRet: 'FULL',
  });
  await queue.runDue();
  const dsns = await inbox();
  assert.equal(dsns.length, 1);
  const text = dsns[0]!.toString();
  assert.match(
    text,
    /Original-Recipient: rfc822; original@x\.example\r\nFinal-Recipient: rfc822; yes@there\.example\r\nAction: relayed\r\nStatus: 2\./,
  );
  assert.ok(text.includes('text/rfc822-headers') && !text.includes('Hello'));
});

test('a DSN is never answered by a DSN', async (context) => {
  const there = await receiver(context, { refuseRecipient: () => '550 5.1.1 no such user' });
  const { queue, store, submit, inbox } = await harness(context, {
    zone: ZONE,
    hosts: { '192.0.2.1': there.port },
  });
  await submit(['no@there.example'], { reversePath: '' });
  // The sender of relayed mail is elsewhere: its DSN is queued, refused there, and that is the end.
  await submit(['no@there.example'], { reversePath: 'them@there.example' });
  await queue.runDue();
  assert.deepEqual(await store.listQueue(), []);
  assert.deepEqual(await inbox(), []);
});

test('a remote sender hears in English and Japanese', async (context) => {
  const there = await receiver(context, {
    refuseRecipient: (to) => (to.startsWith('no') ? '550 5.1.1 no such user' : null),
  });
  const { queue, submit } = await harness(context, { zone: ZONE, hosts: { '192.0.2.1': there.port } });
  await submit(['no@there.example'], { reversePath: 'them@there.example' });
  await queue.runDue();
  const [dsn] = there.messages;
  assert.equal(dsn?.from, '');
  assert.deepEqual(dsn?.to, ['them@there.example']);
  const parsed = await simpleParser(dsn!.bytes);
  assert.match(parsed.text ?? '', /could not be delivered[^]*届けられませんでした/);
});

test('tells of the delay once, and gives up at the end', async (context) => {
  const { queue, submit, inbox, advance, store } = await harness(context, { zone: ZONE });
  await submit(['a@there.example']);
  for (let hour = 0; hour <= 26; hour += 1) {
    await queue.runDue();
    advance(HOUR_MS);
  }
  const [delay, ...more] = await inbox();
  assert.deepEqual(more, []);
  assert.match(delay!.toString(), /Action: delayed\r\nStatus: 4\.4\.1[^]*Will-Retry-Until: Sun, 29 Nov 2026/);
  advance(5 * 24 * HOUR_MS);
  await queue.runDue();
  const [, failure] = await inbox();
  assert.match(failure!.toString(), /Action: failed\r\nStatus: 4\.4\.7/);
  assert.deepEqual(await store.listQueue(), []);
});

test('the next exchanger when one refuses connections, is silent or busy', async (context) => {
  const busy = await receiver(context, {
    onConnect: (_session, done) => done(Object.assign(new Error('busy'), { responseCode: 421 })),
  });
  const backup = await receiver(context);
  const zone: Zone = {
    'there.example': {
      MX: [
        [10, 'closed.example'],
        [20, 'silent.example'],
        [30, 'busy.example'],
        [40, 'backup.example'],
      ],
    },
    'closed.example': { A: ['192.0.2.1'] },
    'silent.example': { A: ['192.0.2.2'] },
    'busy.example': { A: ['192.0.2.3'] },
    'backup.example': { A: ['192.0.2.4'] },
  };
  const hosts = {
    '192.0.2.2': await silentServer(context),
    '192.0.2.3': busy.port,
    '192.0.2.4': backup.port,
  };
  const { queue, submit, store } = await harness(context, { zone, hosts });
  await submit(['a@there.example']);
  await queue.runDue();
  assert.equal(backup.messages.length, 1);
  assert.deepEqual(await store.listQueue(), []);
});

test('domains fail and succeed each on their own', async (context) => {
  const there = await receiver(context);
  const zone: Zone = {
    ...ZONE,
    'null.example': { MX: [[0, '.']] },
    'broken.example': { failure: 'SERVFAIL' },
  };
  const { queue, submit, store, inbox } = await harness(context, {
    zone,
    hosts: { '192.0.2.1': there.port },
  });
  await submit([
    'a@there.example',
    'b@null.example',
    'c@missing.example',
    'd@broken.example',
    'e@localhost.example',
  ]);
  await queue.runDue();
  assert.equal(there.messages.length, 1);
  const [entry] = await store.listQueue();
  assert.deepEqual(
    entry?.recipients.map(({ address }) => address),
    ['d@broken.example'],
  );
  const [dsn] = await inbox();
  const text = dsn!.toString();
  assert.match(text, /b@null\.example\r\nAction: failed\r\nStatus: 5\.1\.10/);
  assert.match(text, /c@missing\.example\r\nAction: failed\r\nStatus: 5\.1\.2/);
});

test('everything over the smart host, signed in', async (context) => {
  const relay = await receiver(context, {
    authOptional: false,
    onAuth(auth, _session, done) {
      const isRight = auth.username === 'relay' && auth.password === 'secret';
      done(isRight ? null : new Error('bad'), { user: auth.username });
    },
  });
  const smartHost: SmartHostConfig = {
    host: '127.0.0.1',
    port: relay.port,
    tls: 'opportunistic',
    username: 'relay',
    password: 'secret',
  };
  const { queue, submit } = await harness(context, { smartHost });
  await submit(['a@one.example', 'b@two.example']);
  await queue.runDue();
  assert.equal(relay.messages.length, 1);
  assert.deepEqual(relay.messages[0]?.to, ['a@one.example', 'b@two.example']);
  assert.equal(relay.messages[0]?.user, 'relay');
  assert.equal(relay.messages[0]?.isSecure, true);
});

test('mail that would come back to us is refused', async (context) => {
  const zone: Zone = { 'loop.example': { MX: [[10, 'mail.sample.com']] } };
  const { queue, submit, inbox } = await harness(context, { zone });
  await submit(['a@loop.example']);
  await queue.runDue();
  const [dsn] = await inbox();
  assert.match(dsn!.toString(), /Status: 5\.4\.6/);
});

test('internationalized addresses', async (context) => {
  const there = await receiver(context);
  const { queue, submit } = await harness(context, { zone: ZONE, hosts: { '192.0.2.1': there.port } });
  const text = TEXT.replace('Hi', '件名');
  await submit(['友@there.example'], { smtpUtf8: true }, text);
  await queue.runDue();
  assert.deepEqual(there.messages[0]?.to, ['友@there.example']);
  assert.equal(there.messages[0]?.bytes.toString(), text);
});

test('a large message goes out whole and comes back as its header', async (context) => {
  const there = await receiver(context, {
    refuseRecipient: (to) => (to.startsWith('no') ? '550 5.1.1 no' : null),
  });
  const { queue, submit, inbox } = await harness(context, { zone: ZONE, hosts: { '192.0.2.1': there.port } });
  const text = `${TEXT}${'0123456789'.repeat(7)}\r\n`.concat('.line\r\n'.repeat(60_000));
  await submit(['yes@there.example', 'no@there.example'], {}, text);
  await queue.runDue();
  assert.equal(there.messages[0]?.bytes.toString(), text);
  const [dsn] = await inbox();
  assert.ok(dsn!.length < 5_000);
  assert.ok(dsn!.toString().includes('Content-Type: text/rfc822-headers'));
});

test('a process that dies in the middle leaves the entry to the next one', async (context) => {
  const silent = await silentServer(context);
  const hosts: Record<string, number> = { '192.0.2.1': silent };
  const { queue, makeQueue, submit, store, advance } = await harness(context, { zone: ZONE, hosts });
  await submit(['a@there.example']);
  // What a dead process leaves behind: a lease.
  const [leased] = await store.leaseQueue(new Date(Date.UTC(2026, 10, 24)), {
    owner: 'dead',
    limit: 1,
    leaseMs: 20 * 60_000,
  });
  assert.equal(leased?.recipients.length, 1);
  await queue.runDue();
  assert.equal((await store.listQueue())[0]?.recipients[0]?.attempts, 0);
  const there = await receiver(context);
  hosts['192.0.2.1'] = there.port;
  advance(21 * 60_000);
  const next = makeQueue();
  await next.runDue();
  await next.stop();
  assert.equal(there.messages.length, 1);
  assert.deepEqual(await store.listQueue(), []);
});

test('stopping interrupts a peer that does not answer, and keeps the entry', async (context) => {
  const reached = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.write('220 slow\r\n');
    socket.on('data', () => reached.resolve());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const { queue, submit, store } = await harness(context, { zone: ZONE, hosts: { '192.0.2.1': port } });
  queue.start();
  await submit(['a@there.example']);
  await reached.promise;
  await queue.stop({ graceMs: 0 });
  const [entry] = await store.listQueue();
  assert.equal(entry?.recipients[0]?.attempts, 1);
});

test('many messages to one destination share few connections', async (context) => {
  const there = await receiver(context);
  const { queue, submit, store } = await harness(context, { zone: ZONE, hosts: { '192.0.2.1': there.port } });
  for (let i = 0; i < 30; i += 1) await submit([`user${i}@there.example`]);
  await queue.runDue();
  assert.equal(there.messages.length, 30);
  assert.ok(there.connectionCount <= 4, `${there.connectionCount} connections`);
  assert.deepEqual(await store.listQueue(), []);
});

test('a dead host does not make every message for it time out', async (context) => {
  let connections = 0;
  const silent = createServer((socket) => {
    connections += 1;
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  context.after(() => silent.close());
  const { port } = silent.address() as AddressInfo;
  const { queue, submit, store } = await harness(context, { zone: ZONE, hosts: { '192.0.2.1': port } });
  for (let i = 0; i < 40; i += 1) await submit([`user${i}@there.example`]);
  await queue.runDue();
  assert.ok(connections <= 4, `${connections} connections`);
  const entries = await store.listQueue();
  assert.ok(entries.every(({ recipients }) => recipients[0]?.attempts === 1));
});
