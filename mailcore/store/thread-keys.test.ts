import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanMessage } from '../message/scan.ts';
import { threadKeys } from './thread-keys.ts';

function keys(...headers: string[]): number[] {
  return threadKeys(scanMessage(Buffer.from([...headers, '', ''].join('\r\n'))).summary);
}

test('the first key is the message itself, the others what it answers', () => {
  const first = keys('Message-ID: <a@x>', 'Subject: Lunch');
  const answer = keys('Message-ID: <b@x>', 'In-Reply-To: <a@x>', 'References: <a@x>', 'Subject: Re: LUNCH');
  assert.equal(first.length, 1);
  assert.deepEqual(answer.slice(1), first);
  assert.ok(answer.every((key) => Number.isSafeInteger(key) && key >= 0));
});

test('another subject gives other keys; no ids give none', () => {
  assert.notDeepEqual(
    keys('Message-ID: <a@x>', 'Subject: Lunch'),
    keys('Message-ID: <a@x>', 'Subject: Dinner'),
  );
  assert.deepEqual(keys('Subject: Lunch'), []);
});

test('of thousands of ancestors the nearest count', () => {
  const references = Array.from({ length: 5000 }, (_, n) => `<${n}@x>`);
  const many = keys('Message-ID: <a@x>', `References: ${references.join('\r\n ')}`);
  assert.equal(many.length, 21);
  assert.equal(many[1], keys('Message-ID: <4999@x>')[0]);
});
