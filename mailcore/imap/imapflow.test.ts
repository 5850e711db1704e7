import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { ImapFlow } from 'imapflow';
import { addToken } from '../admin/tokens.ts';
import { message, PASSWORD, startImapTestServer, USER } from './testing/imap-test-server.ts';
import type { ImapTestServer } from './testing/imap-test-server.ts';

async function signIn(context: TestContext, { host, port }: ImapTestServer): Promise<ImapFlow> {
  const client = new ImapFlow({
    host,
    port,
    secure: false,
    doSTARTTLS: true,
    logger: false,
    auth: { user: USER, pass: PASSWORD },
    tls: { rejectUnauthorized: false },
  });
  await client.connect();
  context.after(() => client.close());
  return client;
}

test('imapflow appends a message and fetches it back byte by byte', async (context) => {
  const client = await signIn(context, await startImapTestServer(context));
  const source = message('日本語の件名', `本文。${'x'.repeat(100_000)}`);
  const appended = await client.append(
    'INBOX',
    source,
    ['\\Seen', '$Forwarded'],
    new Date(Date.UTC(2026, 1, 3)),
  );
  assert.ok(appended);
  await client.mailboxOpen('INBOX');
  const found = await client.fetchOne(
    String(appended.uid),
    { source: true, flags: true, internalDate: true },
    { uid: true },
  );
  assert.ok(found);
  assert.equal(found.source?.toString('utf8'), source);
  assert.deepEqual(found.flags, new Set(['\\Seen', '$Forwarded']));
  assert.equal(new Date(found.internalDate as Date).toISOString(), '2026-02-03T00:00:00.000Z');
});

test('a large message, kept in a file of its own, outlives its APPEND', async (context) => {
  const client = await signIn(context, await startImapTestServer(context));
  const source = message('large', `${'0123456789abcdef'.repeat(4)}\r\n`.repeat(30_000));
  await client.mailboxOpen('INBOX');
  for (let round = 0; round < 3; round += 1) {
    const appended = await client.append('INBOX', source);
    assert.ok(appended);
    const found = await client.fetchOne(String(appended.uid), { source: true }, { uid: true });
    assert.ok(found);
    assert.ok(found.source?.equals(Buffer.from(source)), `round ${round}`);
  }
});

test('imapflow downloads a body of several megabytes', async (context) => {
  const server = await startImapTestServer(context);
  const client = await signIn(context, server);
  const source = message('large', `${'0123456789abcdef'.repeat(4)}\r\n`.repeat(60_000));
  await server.deliver(source);
  await client.mailboxOpen('INBOX');
  const { content } = await client.download('1');
  let sizeBytes = 0;
  for await (const chunk of content ?? []) sizeBytes += (chunk as Buffer).length;
  assert.equal(sizeBytes, source.length);
});

test('imapflow reads structure and parts', async (context) => {
  const server = await startImapTestServer(context);
  const client = await signIn(context, server);
  await server.deliver(
    [
      'Subject: parts',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'text',
      '--b',
      'Content-Type: image/png; name=a.png',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename=a.png',
      '',
      'AAEC',
      '--b--',
      '',
    ].join('\r\n'),
  );
  await client.mailboxOpen('INBOX');
  const found = await client.fetchOne('1', { bodyStructure: true, bodyParts: ['1', '2.mime'] });
  assert.ok(found);
  assert.deepEqual(
    found.bodyStructure?.childNodes?.map(({ type }) => type),
    ['text/plain', 'image/png'],
  );
  assert.equal(found.bodyParts?.get('1')?.toString(), 'text');
  const { content } = await client.download('1', '2');
  const chunks: Buffer[] = [];
  for await (const chunk of content ?? []) chunks.push(chunk as Buffer);
  assert.deepEqual(Buffer.concat(chunks), Buffer.from([0, 1, 2]));
});

test('imapflow changes flags, copies, moves and deletes', async (context) => {
  const server = await startImapTestServer(context);
  const client = await signIn(context, server);
  for (const subject of ['a', 'b', 'c']) await server.deliver(message(subject));
  await client.mailboxOpen('INBOX');
  assert.ok(await client.messageFlagsAdd('1:2', ['\\Flagged', 'Work']));
  const flagged = await client.search({ flagged: true }, { uid: true });
  assert.deepEqual(flagged, [1, 2]);
  const copied = await client.messageCopy('1', 'Archive');
  assert.ok(copied && copied.uidMap?.get(1) === 1);
  const moved = await client.messageMove('2', 'Trash');
  assert.ok(moved && moved.uidMap?.get(2) === 1);
  assert.ok(await client.messageDelete('1'));
  assert.deepEqual(await client.search({ all: true }, { uid: true }), [3]);
  const trash = await client.status('Trash', { messages: true, unseen: true, uidNext: true });
  assert.ok(trash);
  assert.deepEqual([trash.messages, trash.unseen, trash.uidNext], [1, 1, 2]);
});

test('imapflow makes, renames and lists mailboxes with Japanese names', async (context) => {
  const client = await signIn(context, await startImapTestServer(context));
  await client.mailboxCreate(['仕事', '見積もり & 請求']);
  await client.mailboxRename('仕事', 'しごと');
  const paths = (await client.list()).map(({ path }) => path);
  assert.ok(paths.includes('しごと/見積もり & 請求'), paths.join());
  const sent = (await client.list()).find(({ specialUse }) => specialUse === '\\Sent');
  assert.equal(sent?.path, 'Sent');
  await client.mailboxDelete('しごと/見積もり & 請求');
  await client.mailboxDelete('しごと');
});

test('imapflow searches in Japanese, by header, date and size', async (context) => {
  const server = await startImapTestServer(context);
  const client = await signIn(context, server);
  await server.deliver(message('打ち合わせ', '来週の火曜日に会議をします。'));
  await server.deliver(message('lunch', 'At noon?'));
  await client.mailboxOpen('INBOX');
  assert.deepEqual(await client.search({ subject: '打ち合わせ' }), [1]);
  assert.deepEqual(await client.search({ body: '会議' }), [1]);
  assert.deepEqual(await client.search({ header: { 'message-id': 'lunch' } }), [2]);
  assert.deepEqual(await client.search({ or: [{ body: 'noon' }, { from: 'nobody' }] }), [2]);
  assert.deepEqual(await client.search({ sentSince: new Date(Date.UTC(2000, 0, 1)) }), []);
});

test('IDLE announces mail, flags and moves to imapflow', async (context) => {
  const server = await startImapTestServer(context);
  const [idler, other] = [await signIn(context, server), await signIn(context, server)];
  await server.deliver(message('first'));
  await idler.mailboxOpen('INBOX');
  await other.mailboxOpen('INBOX');
  void idler.idle();
  const events = ['exists', 'flags', 'expunge'].map((name) => once(idler, name));
  await server.deliver(message('second'));
  const [exists] = (await events[0]) as [{ count: number }];
  assert.equal(exists.count, 2);
  await other.messageFlagsAdd('2', ['\\Seen']);
  const [flags] = (await events[1]) as [{ seq: number; flags: Set<string> }];
  assert.deepEqual([flags.seq, flags.flags], [2, new Set(['\\Seen'])]);
  await other.messageMove('1', 'Archive');
  const [expunge] = (await events[2]) as [{ seq: number }];
  assert.equal(expunge.seq, 1);
});

test('imapflow signs in with a bearer token', async (context) => {
  const server = await startImapTestServer(context);
  const { host, port, storage } = server;
  const account = await storage.store.findAccount(USER);
  assert.ok(account);
  const { token } = await addToken(storage.store, account.id, { label: 'script', scopes: ['imap'] });
  const open = (accessToken: string) =>
    new ImapFlow({
      host,
      port,
      secure: false,
      doSTARTTLS: true,
      logger: false,
      auth: { user: USER, accessToken },
      tls: { rejectUnauthorized: false },
    });
  const client = open(token);
  context.after(() => client.close());
  await client.connect();
  assert.equal((await client.mailboxOpen('INBOX')).exists, 0);
  const refused = open('tgm_wrong');
  context.after(() => refused.close());
  await assert.rejects(refused.connect());
});
