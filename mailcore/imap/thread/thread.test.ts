import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseSubject } from '../sort/base-subject.ts';
import { casemapKey } from '../sort/casemap.ts';
import { formatForest } from './forest.ts';
import { normaliseMessageId } from './message.ts';
import type { ThreadMessage } from './message.ts';
import { threadByOrderedSubject } from './ordered-subject.ts';
import { threadByReferences, threadByRefs } from './references.ts';

/** `id < reference reference | subject @ time`; the time is the sequence number when not said. */
function messageOf(line: string, index: number): ThreadMessage {
  const [, id = '', references = '', subject = '', time] =
    /^(\S*)(?: < ([^|@]*?))?(?: \| ([^@]*?))?(?: @ (\d+))?$/.exec(line) ?? assert.fail(line);
  const base = baseSubject(subject);
  return {
    id: id === '' || id === '-' ? null : id,
    references: references.split(' ').filter((text) => text !== ''),
    subject: casemapKey(base.text),
    isReply: base.isReply,
    sentAt: time === undefined ? index + 1 : Number(time),
  };
}

const sequence = (node: number): number => node + 1;

/** Messages in sequence order, and the threads. RFC 5256 §3 (REFERENCES). */
const REFERENCES: readonly [what: string, messages: string[], threads: string][] = [
  ['nothing', [], ''],
  ['messages apart', ['a', 'b'], '(1)(2)'],
  ['a chain', ['a', 'b < a', 'c < a b'], '(1 2 3)'],
  ['a chain from the end', ['c < a b @ 3', 'b < a @ 2', 'a @ 1'], '(3 2 1)'],
  ['siblings by date', ['a @ 1', 'b < a @ 9', 'c < a @ 5'], '(1 (3)(2))'],
  ['(1) no id is an id of its own', ['-', '-', 'a'], '(1)(2)(3)'],
  ['(1) the first of two keeps the id', ['a', 'a', 'b < a'], '(1 3)(2)'],
  ['(1) a missing parent', ['b < x', 'c < x'], '((1)(2))'],
  ['(1) a missing parent between', ['a', 'c < a x'], '(1 2)'],
  ['(1A) an existing link stays', ['a', 'b < a', 'c', 'd < c b'], '(1 2 4)(3)'],
  ['(1A) no loop', ['a < b', 'b < a'], '(2 1)'],
  ['(1A) nobody is its own parent', ['a < a'], '(1)'],
  ['(1B) the last reference wins', ['a', 'b', 'd < a c', 'c < b'], '(1)(2 4 3)'],
  ['(1B) no references, no parent', ['a', 'c < a b', 'b'], '(1)(3 2)'],
  ['(3) an only child takes the place of a dummy', ['b < x'], '(1)'],
  ['(3) dummies in a row', ['b < x y z', 'c < x y z'], '((1)(2))'],
  ['(3) children of dummies below dummies', ['b < x y', 'c < x z'], '((1)(2))'],
  ['(4) threads by date', ['a @ 3', 'b @ 1', 'c @ 2'], '(2)(3)(1)'],
  ['(4) a dummy by its first child', ['b < x @ 9', 'c < x @ 2', 'd @ 5'], '((2)(1))(3)'],
  ['(4) equal dates by sequence number', ['a @ 1', 'b @ 1'], '(1)(2)'],
  ['(5) a reply goes under what it answers', ['a | hi', 'b | Re: hi'], '(1 2)'],
  ['(5) whatever came first', ['b | Re: hi', 'a | hi'], '(2 1)'],
  ['(5) equals become siblings', ['a | hi', 'b | hi'], '((1)(2))'],
  ['(5) replies to nothing become siblings', ['a | Re: hi', 'b | Re: hi'], '((1)(2))'],
  ['(5) case makes no difference', ['a | Hi', 'b | RE: hI'], '(1 2)'],
  ['(5) an empty subject joins nothing', ['a | Re:', 'b |  '], '(1)(2)'],
  ['(5) a third joins the dummy', ['a | hi', 'b | hi', 'c | hi'], '((1)(2)(3))'],
  ['(5) a dummy takes a message', ['a < x | hi', 'b < x | Re: hi', 'c | hi'], '((1)(2)(3))'],
  ['(5) two dummies become one', ['a < x | hi', 'b < x | hi', 'c < y | hi', 'd < y | hi'], '((1)(2)(3)(4))'],
  ['(5) a reply with answers of its own', ['a | hi', 'b | Re: hi', 'c < b | Re: hi'], '(1 2 3)'],
  ['(5) the earliest that is no reply is noted', ['a | Re: hi', 'b | hi', 'c | hi'], '((2 1)(3))'],
];
for (const [what, lines, threads] of REFERENCES) {
  test(`REFERENCES: ${what}`, () =>
    assert.equal(formatForest(threadByReferences(lines.map(messageOf)), sequence), threads));
}

const ORDERED: readonly [what: string, messages: string[], threads: string][] = [
  ['one', ['a | hi'], '(1)'],
  ['two', ['a | hi', 'b | Re: hi'], '(1 2)'],
  ['three', ['a | hi', 'b | Re: hi', 'c | HI'], '(1 (2)(3))'],
  ['threads by their first messages', ['a | x @ 5', 'b | y @ 2', 'c | x @ 1'], '(3 1)(2)'],
];
for (const [what, lines, threads] of ORDERED) {
  test(`ORDEREDSUBJECT: ${what}`, () =>
    assert.equal(formatForest(threadByOrderedSubject(lines.map(messageOf)), sequence), threads));
}

test('REFS: subjects join nothing, the newest thread comes last', () => {
  const messages = ['a | hi', 'b | Re: hi', 'c < a'].map(messageOf);
  assert.equal(formatForest(threadByRefs(messages), sequence), '(2)(1 3)');
});

test('100,000 messages in one chain, both ways', () => {
  const count = 100_000;
  const chain = Array.from({ length: count }, (_, index): ThreadMessage => ({
    id: `m${index}`,
    references: index === 0 ? [] : [`m${index - 1}`],
    subject: '',
    isReply: false,
    sentAt: index,
  }));
  for (const messages of [chain, [...chain].reverse()]) {
    const forest = threadByReferences(messages);
    assert.equal(forest.roots.length, 1);
    const text = formatForest(forest, (node) => (messages[node] as ThreadMessage).sentAt);
    assert.equal(text.startsWith('(0 1 2 3 '), true);
    assert.equal(text.split(' ').length, count);
  }
});

test('mail made to be entangled is refused before it costs the square of its number', () => {
  const count = 10_000;
  const messages = Array.from({ length: 2 * count }, (_, index): ThreadMessage => ({
    id: `m${index}`,
    // A chain, then messages that each make its end the parent of its beginning.
    references: index === 0 ? [] : index < count ? [`m${index - 1}`] : [`m${count - 1}`, 'm0'],
    subject: '',
    isReply: false,
    sentAt: index,
  }));
  assert.throws(() => threadByReferences(messages), { code: 'limitReached' });
});

test('quoting makes no difference to a Message-ID', () => {
  assert.equal(normaliseMessageId('"01KF8JCEOCBS0045PS"@xxx.yyy.com'), '01KF8JCEOCBS0045PS@xxx.yyy.com');
  assert.equal(normaliseMessageId('"a\\"b"@c'), 'a"b@c');
  assert.equal(normaliseMessageId('"a@c'), '"a@c');
});
