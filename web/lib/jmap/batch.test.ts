import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Call, isRepeatable, splitIntoRequests } from './batch.ts';
import type { MethodName } from '../../../mailcore/jmap/types.ts';

const call = (id: string, method: MethodName, args: Record<string, unknown> = {}) =>
  new Call(method, args, id);
const ids = (requests: Call[][]) =>
  requests.map((calls) => calls.map(({ invocation }) => invocation[2]).join(' '));

test('calls fill requests up to the limit, in order', () => {
  const calls = ['a', 'b', 'c', 'd', 'e'].map((id) => call(id, 'Email/get'));
  assert.deepEqual(ids(splitIntoRequests(calls, 2)), ['a b', 'c d', 'e']);
});

test('a call stays with the one it refers to', () => {
  const query = call('q', 'Email/query');
  const get = call('g', 'Email/get', { '#ids': query.ref('/ids') });
  const calls = [call('a', 'Mailbox/get'), query, get, call('b', 'Mailbox/get')];
  assert.deepEqual(ids(splitIntoRequests(calls, 2)), ['a', 'q g', 'b']);
});

test('families that meet in one call become one', () => {
  const left = call('l', 'Email/changes');
  const right = call('r', 'Thread/changes');
  const both = call('x', 'Email/get', { '#ids': left.ref('/created'), '#properties': right.ref('/created') });
  assert.deepEqual(ids(splitIntoRequests([left, call('o', 'Mailbox/get'), right, both], 3)), ['l r x', 'o']);
});

for (const [expected, method, args] of [
  [true, 'Email/query', {}],
  [true, 'Email/set', { update: { m1: {} }, destroy: ['m2'] }],
  [false, 'Email/set', { update: { m1: {} }, ifInState: '4' }],
  [false, 'Email/set', { create: { k: {} } }],
  [false, 'EmailSubmission/set', { create: { s: {} } }],
  [false, 'Email/import', {}],
] as const) {
  test(`${method} ${JSON.stringify(args)} may ${expected ? '' : 'not '}be sent twice`, () => {
    assert.equal(isRepeatable([call('c', 'Core/echo'), call('x', method, args)]), expected);
  });
}
