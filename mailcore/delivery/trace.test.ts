import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Envelope, Origin } from '../model/envelope.ts';
import type { AccountId } from '../model/ids.ts';
import { formatReceived } from './trace.ts';
import { createTraceId } from './trace-id.ts';

const receivedAt = new Date('2026-11-04T01:02:03Z');
const origin: Origin = {
  protocol: 'ESMTP',
  remoteAddress: '192.0.2.1',
  helo: 'client.example',
  account: null,
  tls: null,
};
const envelope: Envelope = {
  reversePath: 'ann@remote.example',
  recipients: [{ address: 'tomo@example.com' }],
  smtpUtf8: false,
  body: '8BITMIME',
};
const account = { id: 1 as AccountId, address: 'tomo@example.com' };

function received(from: Partial<Origin>, to: Partial<Envelope> = {}): string {
  return formatReceived('mx.example.com', {
    origin: { ...origin, ...from },
    envelope: { ...envelope, ...to },
    traceId: '1m86da3nhqek',
    receivedAt,
  });
}

test('a message from outside', () => {
  assert.equal(
    received({}),
    'Received: from client.example ([192.0.2.1])\r\n\tby mx.example.com with ESMTP\r\n\tid 1m86da3nhqek\r\n' +
      '\tfor <tomo@example.com>;\r\n\tWed, 4 Nov 2026 01:02:03 +0000\r\n',
  );
});

test('IPv6, TLS, sign-in, several recipients', () => {
  const text = received(
    { protocol: 'ESMTPSA', remoteAddress: '2001:db8::1', account, tls: 'TLSv1.3 TLS_AES_256_GCM_SHA384' },
    { recipients: [{ address: 'a@example.com' }, { address: 'b@example.com' }] },
  );
  assert.match(text, /from client\.example \(\[IPv6:2001:db8::1\]\)/);
  assert.match(text, /with ESMTPSA \(TLSv1\.3 TLS_AES_256_GCM_SHA384\) \(authenticated\)\r\n/);
  assert.doesNotMatch(text, /for </);
});

test('SMTPUTF8 has protocol names of its own', () => {
  assert.match(received({ protocol: 'ESMTPSA', account }, { smtpUtf8: true }), /with UTF8SMTPSA/);
  assert.match(received({ protocol: 'SMTP' }, { smtpUtf8: true }), /with SMTP\r/);
});

test('a message from JMAP does not tell where its writer sits', () => {
  const text = received({ protocol: 'JMAP', account, helo: '' });
  assert.match(text, /^Received: by mx\.example\.com \(JMAP\) \(authenticated\)\r\n/);
});

test('trace ids are 12 characters and ascend with time', () => {
  const ids = [0, 1, 31, 32, 1e6, Date.now(), Date.now() + 1].map((time) => createTraceId(new Date(time)));
  for (const id of ids) assert.match(id, /^[0-9a-hjkmnp-tv-z]{12}$/);
  assert.deepEqual([...ids].sort(), ids);
  assert.notEqual(createTraceId(receivedAt), createTraceId(receivedAt));
});
