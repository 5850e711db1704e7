import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import type { Envelope } from '../../model/envelope.ts';
import { startReceiver, type ReceiverOptions } from '../../testing/smtp-receiver.ts';
import { openSession, type ClientOptions } from './client-session.ts';
import { PeerFailure, type OutgoingMessage, type Peer } from './outgoing.ts';

const TEXT = 'From: a@here.example\r\nSubject: Hi\r\n\r\nHello\r\n.dot\r\n..two\r\nend\r\n';

const options: ClientOptions = {
  hostname: 'client.example',
  connect: ({ address, port }) => connect({ host: address, port }),
};

async function receiver(context: TestContext, receiverOptions: ReceiverOptions = {}) {
  const server = await startReceiver(receiverOptions);
  context.after(() => server.close());
  return server;
}

async function deliverOnce(to: Peer, what: OutgoingMessage, how: ClientOptions, signal?: AbortSignal) {
  const session = await openSession(to, how, signal);
  try {
    return await session.deliver(what, signal);
  } finally {
    session.close();
  }
}

function peer(port: number, patch: Partial<Peer> = {}): Peer {
  return {
    host: 'mx.example',
    address: '127.0.0.1',
    port,
    tls: 'opportunistic',
    credentials: null,
    ...patch,
  };
}

function message(
  recipients: Envelope['recipients'],
  patch: Partial<Envelope> = {},
  text = TEXT,
): OutgoingMessage {
  const bytes = Buffer.from(text);
  const envelope: Envelope = {
    reversePath: 'a@here.example',
    recipients,
    smtpUtf8: false,
    body: '7BIT',
    ...patch,
  };
  const hasUtf8Header = /[^\x00-\x7f]/.test(text.split('\r\n\r\n')[0] ?? '');
  return { envelope, sizeBytes: bytes.length, hasUtf8Header, stream: () => Readable.from([bytes]) };
}

function to(...addresses: string[]) {
  return addresses.map((address) => ({ address }));
}

/** A server that says what it is told to: `script` maps a command's first word to the reply. */
async function scripted(context: TestContext, greeting: string, script: Record<string, string>) {
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    if (greeting !== '') socket.write(greeting);
    let inData = false;
    socket.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString('latin1').split('\r\n').filter(Boolean)) {
        if (inData && line !== '.') continue;
        commands.push(line);
        const verb = line.split(/[ :]/)[0] ?? '';
        const reply = script[verb] ?? '250 ok\r\n';
        inData = verb === 'DATA' && reply.startsWith('354');
        if (reply === 'drop') socket.destroy();
        else socket.write(reply);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, commands };
}

test('hands over a message byte for byte, encrypted when offered', async (context) => {
  const server = await receiver(context, { size: 10_000 });
  const results = await deliverOnce(peer(server.port), message(to('b@there.example')), options);
  assert.equal(results.length, 1);
  assert.equal(results[0]?.result, 'delivered');
  assert.match(results[0]?.reply ?? '', /^250 .*taken/);
  const [received] = server.messages;
  assert.equal(received?.bytes.toString(), TEXT);
  assert.equal(received?.from, 'a@here.example');
  assert.equal(received?.isSecure, true);
  assert.equal(received?.parameters['SIZE'], String(TEXT.length));
});

test('the null reverse-path stays null', async (context) => {
  const server = await receiver(context);
  await deliverOnce(peer(server.port), message(to('b@there.example'), { reversePath: '' }), options);
  assert.equal(server.messages[0]?.from, '');
});

test('each recipient has a result of its own', async (context) => {
  const replies: Record<string, string> = {
    'no@x.example': '550 5.1.1 unknown',
    'late@x.example': '450 4.2.0 greylisted',
  };
  const server = await receiver(context, { refuseRecipient: (address) => replies[address] ?? null });
  const results = await deliverOnce(
    peer(server.port),
    message(to('yes@x.example', 'no@x.example', 'late@x.example')),
    options,
  );
  assert.deepEqual(
    results.map(({ address, result }) => [address, result]),
    [
      ['yes@x.example', 'delivered'],
      ['no@x.example', 'failed'],
      ['late@x.example', 'deferred'],
    ],
  );
  assert.match(results[1]?.reply ?? '', /^550 5\.1\.1/);
  assert.deepEqual(server.messages[0]?.to, ['yes@x.example']);
});

test('all refused, and a refused message', async (context) => {
  const server = await receiver(context, { refuseRecipient: () => '550 5.1.1 unknown' });
  const [one, two] = await deliverOnce(peer(server.port), message(to('a@x.example', 'b@x.example')), options);
  assert.equal(one?.result, 'failed');
  assert.equal(two?.result, 'failed');
  const spam = await receiver(context, { refuseMessage: () => '554 5.7.1 no thanks' });
  const [result] = await deliverOnce(peer(spam.port), message(to('a@x.example')), options);
  assert.equal(result?.result, 'failed');
  assert.match(result?.reply ?? '', /^554 .*no thanks/);
});

test('too large for the announced size', async (context) => {
  const server = await receiver(context, { size: 10 });
  const [result] = await deliverOnce(peer(server.port), message(to('a@x.example')), options);
  assert.equal(result?.result, 'failed');
  assert.match(result?.reply ?? '', /^552 5\.3\.4/);
});

test('signs in, and never without TLS once TLS failed', async (context) => {
  const server = await receiver(context, {
    authOptional: false,
    onAuth(auth, _session, done) {
      const isRight = auth.username === 'relay' && auth.password === 'secret';
      done(isRight ? null : new Error('bad'), { user: auth.username });
    },
  });
  const credentials = { username: 'relay', password: 'secret' };
  const [result] = await deliverOnce(peer(server.port, { credentials }), message(to('a@x.example')), options);
  assert.equal(result?.result, 'delivered');
  assert.equal(server.messages[0]?.user, 'relay');
  const wrong = peer(server.port, { credentials: { username: 'relay', password: 'wrong' } });
  await assert.rejects(deliverOnce(wrong, message(to('a@x.example')), options), (error) => {
    return error instanceof PeerFailure && error.temporary && !error.reply.includes('wrong');
  });
});

test('internationalized addresses need a peer that takes them', async (context) => {
  const server = await receiver(context);
  const utf8 = message(to('友@xn--r8jz45g.jp'), { smtpUtf8: true });
  const [sent] = await deliverOnce(peer(server.port), utf8, options);
  assert.equal(sent?.result, 'delivered');
  assert.deepEqual(server.messages[0]?.to, ['友@例え.jp']);

  const old = await receiver(context, { hideSMTPUTF8: true });
  const [refused] = await deliverOnce(peer(old.port), utf8, options);
  assert.equal(refused?.result, 'failed');
  assert.match(refused?.reply ?? '', /^553 5\.6\.7/);
  const header = TEXT.replace('Hi', '件名');
  const [refusedHeader] = await deliverOnce(
    peer(old.port),
    message(to('a@x.example'), { smtpUtf8: true }, header),
    options,
  );
  assert.equal(refusedHeader?.result, 'failed');
  const [plain] = await deliverOnce(peer(old.port), message(to('a@x.example'), { smtpUtf8: true }), options);
  assert.equal(plain?.result, 'delivered');
});

test('DSN parameters go to a peer that knows them, per recipient', async (context) => {
  const server = await scripted(context, '220 hi\r\n', {
    EHLO: '250-mx\r\n250-DSN\r\n250 8BITMIME\r\n',
    DATA: '354 go\r\n',
    QUIT: '221 bye\r\n',
  });
  const recipients: Envelope['recipients'] = [
    { address: 'a@x.example', notify: ['NEVER'] },
    { address: 'b@x.example', notify: ['SUCCESS', 'FAILURE'], orcpt: 'rfc822;b+2Btag@x.example' },
  ];
  const patch: Partial<Envelope> = { dsnRet: 'HDRS', dsnEnvid: 'x+2B1', body: '8BITMIME' };
  const results = await deliverOnce(peer(server.port), message(recipients, patch), options);
  assert.deepEqual(
    results.map(({ result, isRelayedWithoutDsn }) => [result, isRelayedWithoutDsn]),
    [
      ['delivered', false],
      ['delivered', false],
    ],
  );
  assert.deepEqual(
    server.commands.filter((line) => /^(MAIL|RCPT)/.test(line)),
    [
      'MAIL FROM:<a@here.example> BODY=8BITMIME RET=HDRS ENVID=x+2B1',
      'RCPT TO:<a@x.example> NOTIFY=NEVER',
      'MAIL FROM:<a@here.example> BODY=8BITMIME RET=HDRS ENVID=x+2B1',
      'RCPT TO:<b@x.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;b+2Btag@x.example',
    ],
  );
});

test('a peer that cannot be used at all is a PeerFailure', async (context) => {
  const busy = await scripted(context, '421 4.3.2 busy\r\n', {});
  const closed = await scripted(context, '554 5.7.1 go away\r\n', {});
  const silent = await scripted(context, '', {});
  const gone = await startReceiver();
  await gone.close();
  const impatient = { ...options, timeouts: { connectMs: 500, greetingMs: 50, idleMs: 500 } };
  const rows: [number, RegExp, boolean][] = [
    [busy.port, /^421 4\.3\.2 busy/, true],
    [closed.port, /^554 5\.7\.1 go away/, false],
    [silent.port, /^451 4\.4\.2 peer did not answer in time/, true],
    [gone.port, /^451 4\.4\.1 cannot connect \(ECONNREFUSED\)/, true],
  ];
  for (const [port, reply, temporary] of rows) {
    await assert.rejects(deliverOnce(peer(port), message(to('a@x.example')), impatient), (error) => {
      assert.ok(error instanceof PeerFailure);
      assert.match(error.reply, reply);
      assert.equal(error.temporary, temporary);
      return true;
    });
  }
});

test('a peer lost in the middle leaves the message with us', async (context) => {
  const rows: [string, Record<string, string>, boolean][] = [
    ['at MAIL', { MAIL: 'drop' }, false],
    ['at DATA', { DATA: 'drop' }, false],
    ['after the dot', { DATA: '354 go\r\n', '.': 'drop' }, true],
    ['busy after the dot', { DATA: '354 go\r\n', '.': '451 4.3.0 disk\r\n' }, false],
  ];
  for (const [name, script, isUncertain] of rows) {
    const server = await scripted(context, '220 hi\r\n', { EHLO: '250 mx\r\n', ...script });
    const [result] = await deliverOnce(peer(server.port), message(to('a@x.example')), options);
    assert.equal(result?.result, 'deferred', name);
    assert.equal(result?.isUncertain, isUncertain, name);
  }
});

test('TLS that fails is done without, where nobody asked for it', async (context) => {
  const script = {
    EHLO: '250-mx\r\n250 STARTTLS\r\n',
    STARTTLS: '220 go\r\nthis is no TLS\r\n',
    DATA: '354 go\r\n',
  };
  const server = await scripted(context, '220 hi\r\n', script);
  const [result] = await deliverOnce(peer(server.port), message(to('a@x.example')), options);
  assert.equal(result?.result, 'delivered');
  const strict = peer(server.port, { tls: 'starttls' });
  await assert.rejects(deliverOnce(strict, message(to('a@x.example')), options), PeerFailure);
  const own = await receiver(context);
  await assert.rejects(
    deliverOnce(peer(own.port, { tls: 'starttls' }), message(to('a@x.example')), options),
    PeerFailure,
  );
});

test('an abort ends a delivery under way', async (context) => {
  const silent = await scripted(context, '220 hi\r\n', { EHLO: '250 mx\r\n', MAIL: '' });
  const abort = new AbortController();
  const delivery = deliverOnce(peer(silent.port), message(to('a@x.example')), options, abort.signal);
  abort.abort();
  await assert.rejects(delivery, PeerFailure);
});
