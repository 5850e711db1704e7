import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addAppPassword } from '../../admin/app-passwords.ts';
import { addToken } from '../../admin/tokens.ts';
import { createPasswordSealer } from '../../sasl/sealed-password.ts';
import { createTransport } from 'nodemailer';
import { PASSWORD, startSmtpServer, type SmtpTestServer } from '../../testing/smtp-test-server.ts';
import type { LineClient } from '../../testing/line-client.ts';

const MESSAGE = 'From: Ann <ann@remote.example>\r\nSubject: hello\r\n\r\nbody\r\n';

async function beginData(client: LineClient, ...recipients: string[]): Promise<void> {
  await client.ask('EHLO client.example');
  await client.ask('MAIL FROM:<ann@remote.example>');
  for (const recipient of recipients) assert.match(await client.ask(`RCPT TO:<${recipient}>`), /^250/);
  assert.match(await client.ask('DATA'), /^354/);
}

async function sendData(client: LineClient, body: string): Promise<string> {
  client.send(Buffer.from(`${body}.\r\n`, 'latin1'));
  return client.reply();
}

test('a message arrives as sent, under our trace header, in the mailbox', async (t) => {
  const server = await startSmtpServer(t);
  const tomo = await server.addUser('tomo@example.com');
  const client = await server.dial();
  await beginData(client, 'tomo@example.com');
  const reply = await sendData(client, MESSAGE.replace('body', '..a\r\n...\r\n..\r\n.. \x80'));
  const traceId = /^250 2\.0\.0 queued as ([0-9a-z]{12})$/.exec(reply)?.[1];
  const [mail, ...others] = await server.mail(tomo);
  assert.equal(others.length, 0);
  assert.match(
    mail?.text ?? '',
    new RegExp(
      '^Received: from client\\.example \\(\\[127\\.0\\.0\\.1\\]\\)\\r\\n' +
        '\\tby mx\\.example\\.com with ESMTP\\r\\n' +
        `\\tid ${traceId}\\r\\n` +
        '\\tfor <tomo@example\\.com>;\\r\\n' +
        '\\t\\w{3}, \\d+ \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d \\+0000\\r\\nFrom: ',
    ),
  );
  assert.ok(mail?.text.endsWith('\r\n\r\n.a\r\n..\r\n.\r\n. \x80\r\n'));
});

test('one account named by several addresses gets one copy; the others are not told of each other', async (t) => {
  const server = await startSmtpServer(t);
  const tomo = await server.addUser('tomo@example.com');
  await server.storage.store.addAlias('sales@example.com', tomo.id);
  const client = await server.dial();
  await beginData(client, 'tomo@example.com', 'sales@example.com', 'tomo+x@example.com', 'TOMO@example.com');
  await sendData(client, MESSAGE);
  const mails = await server.mail(tomo);
  assert.equal(mails.length, 1);
  assert.doesNotMatch(mails[0]?.text ?? '', /\tfor /);
});

test('1,000 recipients in one pipelined chunk, and no more', async (t) => {
  const server = await startSmtpServer(t);
  const tomo = await server.addUser('tomo@example.com');
  const client = await server.dial();
  await client.ask('EHLO client.example');
  const recipients = Array.from({ length: 1_001 }, (_, i) => `RCPT TO:<tomo+${i}@example.com>\r\n`);
  client.send(`MAIL FROM:<>\r\n${recipients.join('')}DATA\r\n`);
  assert.match(await client.reply(), /^250 2\.1\.0/);
  for (let i = 0; i < 1_000; i++) assert.match(await client.reply(), /^250 2\.1\.5/);
  assert.match(await client.reply(), /^452 4\.5\.3/);
  assert.match(await client.reply(), /^354/);
  assert.match(await sendData(client, MESSAGE), /^250 2\.0\.0/);
  assert.equal((await server.mail(tomo)).length, 1);
});

test('a mailbox without room is told after DATA, a full one at RCPT', async (t) => {
  const server = await startSmtpServer(t);
  const { id } = await server.addUser('full@example.com', { quotaBytes: 400 });
  const client = await server.dial();
  await beginData(client, 'full@example.com');
  assert.match(await sendData(client, `Subject: x\r\n\r\n${'x'.repeat(500)}\r\n`), /^452 4\.2\.2/);
  await client.ask('MAIL FROM:<>');
  assert.match(await client.ask('RCPT TO:<full@example.com>'), /^250/);
  await client.ask('DATA');
  assert.match(await sendData(client, `Subject: x\r\n\r\n${'x'.repeat(100)}\r\n`), /^250/);
  // RFC 1870 §6.1: a message that is declared is judged before it travels.
  await client.ask('MAIL FROM:<> SIZE=500');
  assert.match(await client.ask('RCPT TO:<full@example.com>'), /^452 4\.2\.2/);
  await client.ask('RSET');
  await server.storage.store.updateAccount(id, { quotaBytes: 200 });
  await client.ask('MAIL FROM:<>');
  assert.match(await client.ask('RCPT TO:<full@example.com>'), /^452 4\.2\.2/);
});

test('a mail loop is broken', async (t) => {
  const server = await startSmtpServer(t);
  await server.addUser('tomo@example.com');
  const client = await server.dial();
  const hop = 'Received: from a by b; Tue, 24 Nov 2026 09:00:00 +0000\r\n';
  await beginData(client, 'tomo@example.com');
  assert.match(await sendData(client, hop.repeat(50) + MESSAGE), /^250/);
  await client.ask('MAIL FROM:<>');
  await client.ask('RCPT TO:<tomo@example.com>');
  await client.ask('DATA');
  assert.match(await sendData(client, hop.repeat(51) + MESSAGE), /^554 5\.4\.6/);
  assert.match(await client.ask('NOOP'), /^250/);
});

test('while the store is away the sender is asked to come back', async (t) => {
  const server = await startSmtpServer(t);
  await server.addUser('tomo@example.com');
  const client = await server.dial();
  await beginData(client, 'tomo@example.com');
  await server.storage.store.close();
  assert.match(await sendData(client, MESSAGE), /^451 4\.3\.0/);
  await client.ask('MAIL FROM:<>');
  assert.match(await client.ask('RCPT TO:<tomo@example.com>'), /^451 4\.3\.0/);
  assert.match(await client.ask('NOOP'), /^250/);
});

test('what a client is told when we go down', async (t) => {
  const server = await startSmtpServer(t);
  const client = await server.dial();
  await client.ask('EHLO client.example');
  const closed = server.receive.close({ drainMs: 60_000 });
  assert.match(await client.reply(), /^421 4\.3\.2/);
  assert.equal(await client.lineOrEnd(), null);
  client.close();
  await closed;
});

test('a message on its way is taken before we go down', async (t) => {
  const server = await startSmtpServer(t);
  const tomo = await server.addUser('tomo@example.com');
  const client = await server.dial();
  await beginData(client, 'tomo@example.com');
  client.send('Subject: x\r\n\r\n');
  const closed = server.receive.close({ drainMs: 60_000 });
  assert.match(await sendData(client, 'body\r\n'), /^250 2\.0\.0/);
  assert.match(await client.reply(), /^421 4\.3\.2/);
  client.close();
  await closed;
  assert.equal((await server.mail(tomo)).length, 1);
});

test('sign-in is offered on loopback without TLS only when allowed', async (t) => {
  const server = await startSmtpServer(t, { allowPlainOnLoopback: true });
  await server.addUser('tomo@example.com');
  const client = await server.dial('submission');
  assert.match(
    await client.ask('EHLO client.example'),
    /^250-AUTH SCRAM-SHA-256 SCRAM-SHA-1 OAUTHBEARER XOAUTH2 PLAIN LOGIN$/m,
  );
  const initial = Buffer.from(`\0tomo@example.com\0${PASSWORD}`).toString('base64');
  assert.match(await client.ask(`AUTH PLAIN ${initial}`), /^235/);
  assert.doesNotMatch(await (await server.dial()).ask('EHLO client.example'), /AUTH/);
});

function transportTo(server: SmtpTestServer, kind: 'receive' | 'submission', authMethod?: string) {
  return createTransport({
    host: server.host,
    port: server[kind].port,
    requireTLS: kind === 'submission',
    tls: { rejectUnauthorized: false },
    ...(authMethod && { authMethod, auth: { user: 'tomo@example.com', pass: PASSWORD } }),
  });
}

for (const method of ['PLAIN', 'LOGIN']) {
  test(`nodemailer submits with ${method}: local copies at once, the rest queued`, async (t) => {
    const server = await startSmtpServer(t);
    await server.addUser('tomo@example.com');
    const hanako = await server.addUser('hanako@example.com');
    const info = await transportTo(server, 'submission', method).sendMail({
      from: 'tomo@example.com',
      to: ['hanako@example.com', 'ann@remote.example'],
      subject: '手紙',
      text: '..\n.\nend',
    });
    assert.match(info.response, /^250 2\.0\.0 queued as /);
    const [mail] = await server.mail(hanako);
    assert.match(mail?.text ?? '', /with ESMTPSA \(TLSv1\.3 \w+\) \(authenticated\)\r\n/);
    const [queued] = await server.storage.store.listQueue();
    assert.deepEqual(
      queued?.recipients.map(({ address }) => address),
      ['ann@remote.example'],
    );
    assert.ok(info.response.endsWith(queued?.traceId ?? 'none'));
  });
}

test('nodemailer submits with a bearer token and with CRAM-MD5', async (t) => {
  const sealer = createPasswordSealer(Buffer.from('secret'));
  const server = await startSmtpServer(t, { sealer });
  const { id, address: user } = await server.addUser('tomo@example.com');
  const { store } = server.storage;
  const { token } = await addToken(store, id, { label: 'script', scopes: ['smtp'] });
  const { password } = await addAppPassword(store, id, { label: 'old' }, sealer);
  const send = (authMethod: string, auth: object) =>
    createTransport({
      host: server.host,
      port: server.submission.port,
      requireTLS: true,
      tls: { rejectUnauthorized: false },
      authMethod,
      auth: { user, ...auth },
    } as Parameters<typeof createTransport>[0]).sendMail({ from: user, to: user, text: authMethod });
  await send('XOAUTH2', { type: 'OAuth2', accessToken: token });
  await send('CRAM-MD5', { pass: password });
  await assert.rejects(send('CRAM-MD5', { pass: PASSWORD }), /535/);
  await assert.rejects(send('XOAUTH2', { type: 'OAuth2', accessToken: 'tgm_wrong' }));
});

test('nodemailer sends 3 MB to the receiving port over STARTTLS', async (t) => {
  const server = await startSmtpServer(t);
  const tomo = await server.addUser('tomo@example.com');
  const content = Buffer.alloc(2_000_000, 'line of text\r\n.\r\n');
  await transportTo(server, 'receive').sendMail({
    from: 'ann@remote.example',
    to: 'tomo@example.com',
    attachments: [{ filename: 'a.bin', content }],
  });
  const [mail] = await server.mail(tomo);
  assert.ok((mail?.text.length ?? 0) > 2_600_000);
  assert.match(mail?.text ?? '', /with ESMTPS \(TLSv1\.3/);
});

test('a submission without Date and Message-ID gets them; one with them stays as it is', async (t) => {
  const server = await startSmtpServer(t, { allowPlainOnLoopback: true });
  const tomo = await server.addUser('tomo@example.com');
  const client = await server.dial('submission');
  await client.ask('EHLO client.example');
  await client.ask(`AUTH PLAIN ${Buffer.from(`\0tomo@example.com\0${PASSWORD}`).toString('base64')}`);
  const own = 'Date: Tue, 24 Nov 2026 09:00:00 +0000\r\nMessage-ID: <a@b>\r\n\r\nx\r\n';
  for (const message of ['Subject: x\r\n\r\nDate: y\r\n', own, '\r\n', 'Subject: only\r\n']) {
    await client.ask('MAIL FROM:<tomo@example.com>');
    await client.ask('RCPT TO:<tomo@example.com>');
    await client.ask('DATA');
    assert.match(await sendData(client, message), /^250/);
  }
  const texts = (await server.mail(tomo)).map(({ text }) => text.replace(/^Received: [^]*?\+0000\r\n/, ''));
  const added = /^Date: .*\r\nMessage-ID: <[0-9a-z]{12}@mx\.example\.com>\r\n/;
  assert.match(texts[0] ?? '', new RegExp(`${added.source}Subject: x\\r\\n\\r\\nDate: y\\r\\n$`));
  assert.equal(texts[1], own);
  assert.match(texts[2] ?? '', new RegExp(`${added.source}\\r\\n$`));
  assert.match(texts[3] ?? '', new RegExp(`${added.source}Subject: only\\r\\n$`));
});
