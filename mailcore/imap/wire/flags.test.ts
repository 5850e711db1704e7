import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FLAG } from '../../model/keyword.ts';
import { formatFlags, parseFlags, searchKeyword } from './flags.ts';

test('flags are read in any case', () => {
  assert.deepEqual(parseFlags(['\\seen', '\\DELETED', '$forwarded', 'Work', '\\Recent']), {
    flags: FLAG.seen | FLAG.forwarded,
    custom: ['work'],
    deleted: true,
  });
});

test('what cannot be kept is told apart', () => {
  assert.equal(parseFlags(['\\Custom']), 'unknownSystemFlag');
  assert.equal(parseFlags(['a'.repeat(300)]), 'invalidKeyword');
  assert.equal(parseFlags(Array.from({ length: 200 }, (_, index) => `k${index}`)), 'tooManyKeywords');
});

test('flags are printed in a fixed order', () => {
  assert.equal(formatFlags(0, 0, undefined), '()');
  assert.equal(formatFlags(FLAG.seen | FLAG.answered, 1, ['work']), '(\\Deleted \\Answered \\Seen work)');
  assert.equal(formatFlags(0, 0, ['a', 'b']), '(a b)');
});

test('a flag name of SEARCH is a bit where there is one', () => {
  assert.equal(searchKeyword('$Junk'), FLAG.junk);
  assert.equal(searchKeyword('Later'), 'later');
});
