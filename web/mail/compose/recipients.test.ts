import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EmailAddress, Identity } from '../../../mailcore/jmap/types.ts';
import { replyAllRecipients, replyIdentity, replyRecipients } from './recipients.ts';

const people = (...emails: string[]): EmailAddress[] => emails.map((email) => ({ name: null, email }));
const own = (address: string) => ['me@a.org', 'alias@a.org'].includes(address.toLowerCase());
const emails = (list: readonly EmailAddress[]) => list.map(({ email }) => email).join(' ');

for (const [name, email, reply, all] of [
  [
    'answers the author',
    { from: people('x@b.org'), to: people('me@a.org'), cc: null, replyTo: null },
    'x@b.org',
    'x@b.org | ',
  ],
  [
    'answers where the author asked to be answered',
    {
      from: people('x@b.org'),
      to: people('me@a.org', 'y@b.org'),
      cc: people('z@b.org'),
      replyTo: people('desk@b.org'),
    },
    'desk@b.org',
    'desk@b.org y@b.org | z@b.org',
  ],
  [
    'leaves out own addresses, in any case, and the twice named',
    {
      from: people('x@b.org'),
      to: people('ME@a.org', 'X@B.org', 'y@b.org'),
      cc: people('alias@a.org', 'y@b.org', 'z@b.org', 'Z@b.org'),
      replyTo: null,
    },
    'x@b.org',
    'x@b.org y@b.org | z@b.org',
  ],
  [
    'follows up an own email to those it went to',
    { from: people('me@a.org'), to: people('x@b.org', 'y@b.org'), cc: people('z@b.org'), replyTo: null },
    'x@b.org y@b.org',
    'x@b.org y@b.org | z@b.org',
  ],
  [
    'answers an email to oneself',
    { from: people('me@a.org'), to: people('me@a.org'), cc: null, replyTo: null },
    'me@a.org',
    'me@a.org | ',
  ],
  ['has nobody to answer', { from: null, to: null, cc: null, replyTo: null }, '', ' | '],
] as const) {
  test(name, () => {
    assert.equal(emails(replyRecipients(email, own).to), reply);
    const { to, cc } = replyAllRecipients(email, own);
    assert.equal(`${emails(to)} | ${emails(cc)}`, all);
  });
}

test('the answer is written as whom the email was sent to', () => {
  const identities = [
    { id: 'i1', email: 'me@a.org' },
    { id: 'i2', email: 'alias@a.org' },
  ] as Identity[];
  const email = {
    from: people('x@b.org'),
    to: people('y@b.org'),
    cc: people('Alias@a.org'),
    bcc: null,
    replyTo: null,
  };
  assert.equal(replyIdentity(email, identities)?.id, 'i2');
  assert.equal(replyIdentity({ ...email, cc: null }, identities)?.id, 'i1');
});
