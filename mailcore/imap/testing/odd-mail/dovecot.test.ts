/** Broken mail as clients of Dovecot expect it: everything a FETCH can say of it, compared. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDovecot } from '../../../testing/dovecot.ts';
import type { ImapValue } from '../../../testing/imap-response.ts';
import { PASSWORD, startImapTestServer, USER } from '../imap-test-server.ts';
import { askAbout, ITEMS } from './ask.ts';
import type { Answers } from './ask.ts';
import { ODD_MAIL } from './corpus.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';

test('odd mail is fetched as from Dovecot, but for what is in the table', async (context) => {
  const dovecot = await startDovecot(context);
  const { host, port } = await startImapTestServer(context);
  const [theirs, ours] = await Promise.all([
    askAbout(dovecot, ODD_MAIL),
    askAbout({ host, port, user: USER, password: PASSWORD }, ODD_MAIL),
  ]);
  assert.deepEqual([theirs.length, ours.length], [ODD_MAIL.length, ODD_MAIL.length]);
  const used = new Set<string>();
  const faults: string[] = [];
  for (const [index, { name }] of ODD_MAIL.entries()) {
    for (const item of differingItems(ours[index] as Answers, theirs[index] as Answers)) {
      const known = KNOWN_DIFFERENCES.find(
        ({ messages, items }) => messages.includes(name) && items.test(item),
      );
      if (known === undefined) faults.push(`${name}: ${item}`);
      used.add(name);
    }
  }
  assert.deepEqual(faults, []);
  const unused = KNOWN_DIFFERENCES.flatMap(({ messages }) => messages).filter((name) => !used.has(name));
  assert.deepEqual(unused, [], 'no longer different: take them out of the table');
});

function differingItems(ours: Answers, theirs: Answers): string[] {
  const labels = ITEMS.map(labelOf);
  const [mine, other] = [comparable(ours), comparable(theirs)];
  return labels.filter((label) => !isLeafOfLeaf(label, ours) && mine.get(label) !== other.get(label));
}

/** How a response names the item: RFC 9051 §7.5.2. */
function labelOf(item: string): string {
  return item
    .replace('.PEEK', '')
    .replace(/\.\d+>$/, '>')
    .toUpperCase();
}

/** Letters count in one case: media types, parameter names, encodings and dispositions are compared without it (RFC 2045 §5.1). */
function comparable(answers: Answers): Map<string, string> {
  const texts = [...answers].map(([label, value]): [string, string] => {
    const key = label.toUpperCase();
    return [key, JSON.stringify(key.startsWith('BODY[') ? sectionText(value) : value).toLowerCase()];
  });
  return new Map(texts);
}

/** A section that does not exist is NIL here and "" at Dovecot: RFC 9051 §7.5.2 has both (nstring). */
function sectionText(value: ImapValue): ImapValue {
  return value ?? '';
}

/** Dovecot calls a leaf's own body its part 1, too: BODY[2.1] is BODY[2]. RFC 9051 §6.4.5.1 numbers parts of multiparts and messages only. */
function isLeafOfLeaf(label: string, ours: Answers): boolean {
  return /^BODY\[[\d.]+\.1(?:\.MIME)?\]$/.test(label) && (ours.get(label) ?? null) === null;
}
