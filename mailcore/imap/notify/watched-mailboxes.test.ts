import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountId, MailboxId, ModSeq, Uid, UidValidity } from '../../model/ids.ts';
import type { Mailbox } from '../../model/mailbox.ts';
import { MailboxTree } from '../mailboxes/mailbox-tree.ts';
import type { NotifyEvent, NotifyFilter } from '../wire/notify.ts';
import { hasNews, MAX_WATCHED, watchedMailboxes } from './watched-mailboxes.ts';

function mailbox(id: number, patch: Partial<Mailbox> = {}): Mailbox {
  return {
    id: id as MailboxId,
    accountId: 1 as AccountId,
    name: `m${id}`,
    parentId: null,
    role: null,
    sortOrder: 0,
    isSubscribed: false,
    uidValidity: 1 as UidValidity,
    uidlValidity: 1 as UidValidity,
    uidNext: 1 as Uid,
    modseq: 1 as ModSeq,
    createdModseq: 1 as ModSeq,
    propertiesModseq: 1 as ModSeq,
    totalEmails: 0,
    unreadEmails: 0,
    sizeBytes: 0,
    ...patch,
  };
}

const group = (filter: NotifyFilter, ...events: NotifyEvent[]) => ({
  filter,
  events: new Set(events),
  attributes: [],
});

test('a mailbox belongs to the first group that is about it', () => {
  const tree = new MailboxTree([
    mailbox(1, { role: 'inbox' }),
    mailbox(2, { isSubscribed: true }),
    mailbox(3),
    mailbox(4, { parentId: 3 as MailboxId }),
  ]);
  const picture = watchedMailboxes(tree, [
    group({ kind: 'selected' }, 'MessageNew'),
    group({ kind: 'subscribed' }),
    group({ kind: 'inboxes' }, 'MessageNew'),
    group({ kind: 'subtree', paths: ['m3'] }, 'MailboxName'),
    group({ kind: 'personal' }, 'FlagChange'),
  ]);
  assert.deepEqual(
    [...(picture ?? [])].map(([id, { events }]) => [id, [...events]]),
    [
      [1, ['MessageNew']],
      [3, ['MailboxName']],
      [4, ['MailboxName']],
    ],
  );
});

test('there is an end to what one session watches', () => {
  const personal = [group({ kind: 'personal' }, 'MailboxName')];
  const many = Array.from({ length: MAX_WATCHED }, (_, index) => mailbox(index + 1));
  assert.equal(watchedMailboxes(new MailboxTree(many), personal)?.size, MAX_WATCHED);
  assert.equal(watchedMailboxes(new MailboxTree([...many, mailbox(MAX_WATCHED + 1)]), personal), null);
});

/** What happened to the messages of a mailbox, and which event tells of it. */
const CHANGES: readonly [what: string, patch: Partial<Mailbox>, event: NotifyEvent | null][] = [
  ['nothing', {}, null],
  ['a message came in', { uidNext: 3 as Uid, totalEmails: 2, modseq: 2 as ModSeq }, 'MessageNew'],
  ['one came and one went', { uidNext: 3 as Uid, totalEmails: 1, modseq: 2 as ModSeq }, 'MessageNew'],
  ['one went', { totalEmails: 0, modseq: 2 as ModSeq }, 'MessageNew'],
  ['a flag changed', { modseq: 2 as ModSeq }, 'FlagChange'],
  ['it was renamed', { modseq: 2 as ModSeq, propertiesModseq: 2 as ModSeq }, null],
];

for (const [what, patch, event] of CHANGES) {
  test(`${what}: ${event ?? 'nothing'} is told`, () => {
    const before = mailbox(1, { uidNext: 2 as Uid, totalEmails: 1 });
    const tell = (...events: NotifyEvent[]): boolean => {
      const [old, now] = [before, { ...before, ...patch }].map((each) =>
        watchedMailboxes(new MailboxTree([each]), [group({ kind: 'personal' }, ...events)])?.get(before.id),
      );
      return hasNews(old!, now!);
    };
    assert.equal(tell('MessageNew', 'MessageExpunge'), event === 'MessageNew');
    assert.equal(tell('MessageNew', 'MessageExpunge', 'FlagChange'), event !== null);
    assert.equal(tell('MailboxName'), false);
  });
}
