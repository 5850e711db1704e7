import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanMessage } from '../../message/scan.ts';
import { readSortEnvelope } from './envelope-reader.ts';

const read = (...header: string[]) =>
  readSortEnvelope(scanMessage(Buffer.from([...header, '', ''].join('\r\n'))).envelope);

test('the first address of each list, and the subject', () => {
  const envelope = read(
    'Date: Mon, 7 Feb 1994 21:52:25 -0800',
    'Subject: say "hi" \\o/',
    'From: "Fred \\"F\\" Foobar" <fred@example.org>, b@example.org',
    'Sender: s@example.org',
    'Reply-To: r@example.org',
    'To: first@example.org, second@example.org, third@example.org',
    'Cc: c@example.org',
  );
  assert.deepEqual(envelope, {
    subject: 'say "hi" \\o/',
    from: { name: 'Fred "F" Foobar', mailbox: 'fred', host: 'example.org' },
    to: { name: null, mailbox: 'first', host: 'example.org' },
    cc: { name: null, mailbox: 'c', host: 'example.org' },
  });
});

test('nothing at all', () =>
  assert.deepEqual(read('X-Nothing: here'), { subject: null, from: null, to: null, cc: null }));

test('literals and groups', () => {
  const envelope = read('Subject: \xe6\x97\xa5\xe6\x9c\xac', 'To: undisclosed-recipients:;', 'Cc: x@y.z');
  assert.equal(envelope.subject?.length, 6 * 2);
  assert.deepEqual(envelope.to, { name: null, mailbox: 'undisclosed-recipients', host: null });
  assert.equal(envelope.cc?.mailbox, 'x');
});
