import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ledger, type Entry, type Found } from './ledger.ts';
import { composeMessage, digest, identify } from './message.ts';
import { UidHistory } from './uid-history.ts';

const ACCOUNT = 'u0@crash.test';
const there = (more: Partial<Found> = {}): Found => ({
  account: ACCOUNT,
  mailbox: 'INBOX',
  uid: 1,
  id: 1,
  sha256: 'a',
  ...more,
});

const ROWS: readonly [what: string, entry: Partial<Entry>, found: Found[], fault: RegExp | null][] = [
  ['acknowledged and there', { isStored: 'yes' }, [there()], null],
  ['acknowledged and lost', { isStored: 'yes' }, [], /lost/],
  ['acknowledged and there twice', { isStored: 'yes' }, [there(), there({ uid: 2 })], /2 times/],
  ['acknowledged with other bytes', { isStored: 'yes' }, [there({ sha256: 'b' })], /other bytes/],
  ['unanswered and there', {}, [there()], null],
  ['unanswered and not there', {}, [], null],
  ['unanswered and there twice', {}, [there(), there({ mailbox: 'Kept' })], /2 times/],
  ['removed', { isStored: 'yes', isRemoved: 'yes' }, [], null],
  ['removed and back', { isStored: 'yes', isRemoved: 'yes' }, [there()], /came back/],
  ['removal unanswered, there', { isStored: 'yes', isRemoved: 'asked' }, [there()], null],
  ['removal unanswered, gone', { isStored: 'yes', isRemoved: 'asked' }, [], null],
  ['moved', { isStored: 'yes', mailboxes: ['Kept'] }, [there({ mailbox: 'Kept' })], null],
  ['moved and back', { isStored: 'yes', mailboxes: ['Kept'] }, [there()], /expected in Kept/],
  ['move unanswered', { isStored: 'yes', mailboxes: ['INBOX', 'Kept'] }, [there()], null],
  ['never sent', { isStored: 'yes' }, [there(), there({ id: 2 })], /message 2 .*never sent/],
];
for (const [what, entry, found, fault] of ROWS) {
  test(what, () => {
    const ledger = new Ledger();
    Object.assign(ledger.add(ACCOUNT, 1, 'a', 'INBOX'), entry);
    const faults = ledger.settle(found);
    if (fault === null) assert.deepEqual(faults, []);
    else assert.match(faults.join('\n'), fault);
  });
}

test('what a restart showed is certain from then on', () => {
  const ledger = new Ledger();
  for (const id of [1, 2]) ledger.add(ACCOUNT, id, 'a', 'INBOX');
  assert.deepEqual(ledger.settle([there()]), []);
  assert.match(ledger.settle([there({ id: 2 })]).join('\n'), /message 1 .*lost\n.*message 2 .*came back/);
});

test('UIDs that come again, fall back or change their validity are faults', () => {
  const history = new UidHistory();
  const place = { account: ACCOUNT, mailbox: 'INBOX', uidValidity: 1 };
  for (const [uid, id] of [
    [5, 1],
    [5, 1],
    [4, 2],
  ] as const)
    history.note({ ...place, uid, id });
  assert.deepEqual(history.takeFaults(), []);
  history.note({ ...place, uid: 5, id: 3 });
  history.note({ ...place, uid: 3, id: 4 });
  history.note({ ...place, uidValidity: 2, uid: 6, id: 5 });
  assert.equal(history.takeFaults().length, 3);
});

test('a message is known again behind our Received header, and only there', () => {
  const message = composeMessage(7);
  assert.deepEqual(composeMessage(7), message);
  const received = Buffer.from('Received: from a\r\n\tby b;\r\n\tTue, 24 Nov 2026 10:00:00 +0900\r\n');
  const known = { id: 7, sha256: digest(message) };
  assert.deepEqual(identify(message), known);
  assert.deepEqual(identify(Buffer.concat([received, message])), known);
  assert.notEqual(identify(Buffer.concat([Buffer.from('X: y\r\n'), message])).sha256, known.sha256);
  assert.notEqual(identify(Buffer.concat([received, received, message.subarray(3)])).sha256, known.sha256);
});
