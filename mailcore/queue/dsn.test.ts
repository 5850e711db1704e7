import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { replyLine } from '../smtp/client/reply-line.ts';
import { scanMessage } from '../message/scan.ts';
import { buildDsn, type DsnFacts } from './dsn.ts';
import type { ReportedRecipient } from './dsn-report.ts';

const FAILED: ReportedRecipient = {
  address: 'nobody@there.example',
  orcpt: 'rfc822;no+2Bbody@there.example',
  action: 'failed',
  reply: '550 5.1.1 no such user',
  host: 'mx.there.example',
};

const FACTS: DsnFacts = {
  hostname: 'mail.here.example',
  to: 'tomo@here.example',
  locales: ['en'],
  envid: 'id+2B1',
  queuedAt: new Date('2026-11-24T08:00:00Z'),
  now: new Date('2026-11-24T08:05:00Z'),
  expiresAt: new Date('2026-11-29T08:00:00Z'),
  recipients: [FAILED],
  original: {
    bytes: Buffer.from('Message-ID: <1@here.example>\r\nSubject: Hi\r\n\r\nHello\r\n'),
    isWhole: true,
  },
  smtpUtf8: false,
};

function partBodies(bytes: Buffer): { type: string; body: string }[] {
  return scanMessage(bytes).root.parts.map((part) => ({
    type: `${part.type}/${part.subtype}`,
    body: bytes.toString('utf8', part.bodyStart, part.bodyEnd),
  }));
}

test('a report for people, for programs, and the message', async () => {
  const bytes = buildDsn(FACTS);
  const parsed = await simpleParser(bytes);
  assert.equal(parsed.subject, 'Your message could not be delivered');
  assert.equal(parsed.inReplyTo, '<1@here.example>');
  assert.equal(parsed.headers.get('auto-submitted'), 'auto-replied');
  assert.match(parsed.text ?? '', /<nobody@there\.example>\s+There is no such address/);
  const [text, status, original] = partBodies(bytes);
  assert.equal(text?.type, 'text/plain');
  assert.equal(status?.type, 'message/delivery-status');
  assert.deepEqual(status?.body.trim().split('\r\n'), [
    'Original-Envelope-Id: id+1',
    'Reporting-MTA: dns; mail.here.example',
    'Arrival-Date: Tue, 24 Nov 2026 08:00:00 +0000',
    '',
    'Original-Recipient: rfc822; no+body@there.example',
    'Final-Recipient: rfc822; nobody@there.example',
    'Action: failed',
    'Status: 5.1.1',
    'Remote-MTA: dns; mx.there.example',
    'Diagnostic-Code: smtp; 550 5.1.1 no such user',
    'Last-Attempt-Date: Tue, 24 Nov 2026 08:05:00 +0000',
  ]);
  assert.equal(original?.type, 'message/rfc822');
  assert.equal(original?.body, FACTS.original.bytes.toString());
});

test('in Japanese, and in both languages', async () => {
  const japanese = await simpleParser(buildDsn({ ...FACTS, locales: ['ja'] }));
  assert.equal(japanese.subject, 'メールを配信できませんでした');
  assert.match(japanese.text ?? '', /宛先のアドレスは存在しません/);
  const both = await simpleParser(buildDsn({ ...FACTS, locales: ['en', 'ja'] }));
  assert.match(both.text ?? '', /There is no such address[^]*宛先のアドレスは存在しません/);
});

test('a delay names the end, a time-out is a failure of its own', () => {
  const delayed: ReportedRecipient = { ...FAILED, orcpt: null, action: 'delayed', reply: '421 busy' };
  const [, status] = partBodies(buildDsn({ ...FACTS, recipients: [delayed], envid: null }));
  assert.match(status?.body ?? '', /Action: delayed\r\nStatus: 4\.0\.0\r\n/);
  assert.match(status?.body ?? '', /Will-Retry-Until: Sun, 29 Nov 2026 08:00:00 \+0000/);
  const expired: ReportedRecipient = { ...FAILED, reply: '451 4.4.1 cannot connect' };
  assert.match(partBodies(buildDsn({ ...FACTS, recipients: [expired] }))[1]?.body ?? '', /Status: 4\.4\.7/);
});

test('international mail is reported as such', () => {
  const recipient = { ...FAILED, address: '友@there.example' };
  const bytes = Buffer.from('Subject: 件名\r\n\r\nHello\r\n');
  const facts: DsnFacts = {
    ...FACTS,
    recipients: [recipient],
    original: { bytes, isWhole: false },
    smtpUtf8: true,
  };
  const [, status, original] = partBodies(buildDsn(facts));
  assert.equal(status?.type, 'message/global-delivery-status');
  assert.match(status?.body ?? '', /Final-Recipient: utf-8; 友@there\.example/);
  assert.equal(original?.type, 'message/global-headers');
  assert.equal(original?.body, bytes.toString());
});

test('whatever a peer says, the report keeps its shape', () => {
  const hostile = fc.record({
    reply: fc.string({ unit: 'binary', maxLength: 200 }).map((text) => replyLine(`550 5.0.0 ${text}`)),
    host: fc.constantFrom('mx.example', 'a\r\nX: 1', ''),
    orcpt: fc.string({ unit: 'binary', maxLength: 50 }),
    original: fc.string({ unit: 'binary', maxLength: 200 }),
  });
  fc.assert(
    fc.property(hostile, ({ reply, host, orcpt, original }) => {
      const recipients = [{ ...FAILED, reply, host, orcpt }, FAILED];
      const bytes = buildDsn({
        ...FACTS,
        recipients,
        original: { bytes: Buffer.from(original), isWhole: false },
      });
      const parts = partBodies(bytes);
      assert.equal(parts.length, 3);
      assert.equal(parts[1]?.body.trim().split('\r\n\r\n').length, 3);
      assert.equal(bytes.subarray(0, bytes.indexOf('\r\n\r\n')).toString('latin1').includes('X: 1'), false);
    }),
    { numRuns: 100 },
  );
});
