import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseSubject } from './base-subject.ts';

/** Subject, base subject, whether it is a reply or forward. RFC 5256 §2.1, §5. */
const TABLE: readonly [subject: string, text: string, isReply: boolean][] = [
  ['', '', false],
  ['hello', 'hello', false],
  // (1) tabs and runs of spaces
  ['a \t  b', 'a b', false],
  // (2) trailers
  ['hello (fwd)', 'hello', true],
  ['hello (FWD) (fwd)  ', 'hello', true],
  ['(fwd)', '', true],
  ['hello (fwd', 'hello (fwd', false],
  // (3) leaders
  ['Re: hello', 'hello', true],
  ['re:hello', 'hello', true],
  ['RE : hello', 'hello', true],
  ['Fw: hello', 'hello', true],
  ['fwd: hello', 'hello', true],
  ['Re: Fwd: re: hello', 'hello', true],
  ['Re[2]: hello', 'hello', true],
  ['Re [2] : hello', 'hello', true],
  ['[list] Re: hello', 'hello', true],
  ['[list] [sub] Re: hello', 'hello', true],
  ['  hello', 'hello', false],
  ['Re:', '', true],
  ['Re: (fwd)', '', true],
  // (4) blobs
  ['[list] hello', 'hello', false],
  ['[list][sub] hello', 'hello', false],
  ['[list]', '[list]', false],
  ['[a] [b]', '[b]', false],
  ['[a', '[a', false],
  ['[a[b]] c', '[a[b]] c', false],
  // (5) again
  ['[list] Re: [list] hello', 'hello', true],
  ['Re: [a] Fwd: [b] hello', 'hello', true],
  // (6) wrappers
  ['[Fwd: hello]', 'hello', true],
  ['[fwd: Re: hello (fwd)]', 'hello', true],
  ['Re: [fwd: [fwd: hello]]', 'hello', true],
  ['[fwd: hello', '[fwd: hello', false],
  ['[fwd:]', '', true],
  // What the algorithm does not know. §7: translations of the marks are not removed.
  ['Re hello', 'Re hello', false],
  ['Rex: hello', 'Rex: hello', false],
  ['Aw: hello', 'Aw: hello', false],
  ['返信: 会議', '返信: 会議', false],
  ['Re：会議', 'Re：会議', false],
  ['Re: 会議', '会議', true],
  ['[手紙 12] 会議', '会議', false],
  ['Re^2: hello', 'Re^2: hello', false],
];
for (const [subject, text, isReply] of TABLE) {
  test(`base subject of ${JSON.stringify(subject)}`, () =>
    assert.deepEqual(baseSubject(subject), { text, isReply }));
}

test('long subjects cost what their length costs', () => {
  assert.equal(baseSubject(`${'[x]'.repeat(50_000)}end`).text, 'end');
  assert.equal(baseSubject(`${'Re: '.repeat(50_000)}end`).text, 'end');
  assert.equal(baseSubject(`${'[fwd:'.repeat(20_000)}end${']'.repeat(20_000)}`).text, 'end');
  assert.equal(baseSubject('['.repeat(100_000)).text.length, 100_000);
  assert.equal(baseSubject(`end${'(fwd)'.repeat(50_000)}`).text, 'end');
});
