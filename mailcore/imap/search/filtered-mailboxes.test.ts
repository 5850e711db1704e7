import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WireError } from '../../errors.ts';
import type { MailboxId } from '../../model/ids.ts';
import type { Mailbox } from '../../model/mailbox.ts';
import { MailboxTree } from '../mailboxes/mailbox-tree.ts';
import { Decoder } from '../wire/decoder.ts';
import { decodeSourceOptions } from '../wire/mailbox-filter.ts';
import { filteredMailboxes } from './filtered-mailboxes.ts';

const mailbox = (id: number, name: string, parentId: number | null, isSubscribed = false) =>
  ({ id, name, parentId, role: name === 'Inbox' ? 'inbox' : null, isSubscribed }) as Mailbox;

const tree = new MailboxTree([
  mailbox(1, 'Inbox', null),
  mailbox(2, 'a', null, true),
  mailbox(3, 'b', 2),
  mailbox(4, 'c', 3),
  mailbox(5, 'ab', null),
]);

/** Source options, paths; `a/b` is selected. RFC 7377 §2.2. */
const TABLE: readonly [options: string, paths: string][] = [
  ['IN (selected) ', 'a/b'],
  ['IN (personal) ', 'INBOX a a/b a/b/c ab'],
  ['IN (inboxes) ', 'INBOX a a/b a/b/c ab'],
  ['in (SUBSCRIBED) ', 'a'],
  ['IN (mailboxes "ab") ', 'ab'],
  ['IN (mailboxes (inbox ab gone)) ', 'INBOX ab'],
  ['IN (subtree a) ', 'a a/b a/b/c'],
  ['IN (subtree-one a) ', 'a a/b'],
  ['IN (subtree-one "") ', 'INBOX a ab'],
  ['IN (subtree "") ', 'INBOX a a/b a/b/c ab'],
  ['IN (mailboxes a subtree a/b mailboxes a) ', 'a a/b a/b/c'],
];
for (const [options, paths] of TABLE) {
  test(options, () => {
    const filters = decodeSourceOptions(new Decoder(options)) ?? [];
    const found = filteredMailboxes(tree, filters, 3 as MailboxId);
    assert.equal(found.map(({ path }) => path).join(' '), paths);
  });
}

for (const options of [
  'IN () ',
  'IN (selected-delayed) ',
  'IN (mailboxes ()) ',
  'IN (subtree) ',
  'IN selected ',
]) {
  test(`${options} is refused`, () =>
    assert.throws(() => decodeSourceOptions(new Decoder(options)), WireError));
}
