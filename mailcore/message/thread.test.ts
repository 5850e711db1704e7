import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { baseSubject, threadKeys } from './thread.ts';

describe('baseSubject', () => {
  const rows: [string | null, string][] = [
    ['Hello', 'Hello'],
    ['Re: Hello', 'Hello'],
    ['RE: re: Fwd: Hello', 'Hello'],
    ['Re[2]: Hello', 'Hello'],
    ['Re^3: Hello', 'Hello'],
    ['Re: [list 12] Re: Hello', 'Hello'],
    ['[list] Hello', 'Hello'],
    ['(list 00012) Hello', 'Hello'],
    ['Hello (fwd)', 'Hello'],
    ['[Fwd: Re: Hello]', 'Hello'],
    ['返信: 会議', '会議'],
    ['転送：返信：会議', '会議'],
    ['Ｒｅ：会議', 'Ｒｅ：会議'],
    ['Re：会議', '会議'],
    ['AW: WG: Hallo', 'Hallo'],
    ['回复：你好', '你好'],
    ['  a \t b  ', 'a b'],
    ['[tag]', '[tag]'],
    ['Re:', ''],
    ['Reply to you', 'Reply to you'],
    ['Regarding: x', 'Regarding: x'],
    [null, ''],
  ];
  for (const [subject, expected] of rows)
    it(String(subject), () => assert.equal(baseSubject(subject), expected));

  it('is quick on endless marks', () => assert.equal(baseSubject('Re: '.repeat(100_000)), ''));
});

describe('threadKeys', () => {
  it('links a reply to what it answers', () => {
    const first = threadKeys({ messageId: ['1@a'], inReplyTo: null, references: null });
    const reply = threadKeys({ messageId: ['2@a'], inReplyTo: ['1@a'], references: ['0@a', '1@a'] });
    assert.equal(first.length, 1);
    assert.equal(reply.length, 3);
    assert.ok(reply.includes(first[0]!));
    assert.match(first[0]!, /^[\w-]{16}$/);
  });

  it('keeps the ends of endless references', () => {
    const references = Array.from({ length: 5000 }, (_, i) => `${i}@a`);
    const keys = threadKeys({ messageId: null, inReplyTo: null, references });
    assert.equal(keys.length, 100);
    assert.ok(keys.includes(threadKeys({ messageId: ['0@a'], inReplyTo: null, references: null })[0]!));
    assert.ok(keys.includes(threadKeys({ messageId: ['4999@a'], inReplyTo: null, references: null })[0]!));
  });

  it('has none for a message without ids', () => {
    assert.deepEqual(threadKeys({ messageId: null, inReplyTo: null, references: null }), []);
  });
});
