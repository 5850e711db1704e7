import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveReferences } from './back-references.ts';
import { MethodFailure } from './errors.ts';
import type { Invocation } from './types.ts';

/** RFC 8620 §3.7. */
const RESPONSES: readonly Invocation[] = [
  ['Foo/changes', { created: ['f1', 'f4'], updated: [], 'a/b': 1, 'm~n': 2 }, 't0'],
  [
    'Email/get',
    {
      list: [
        { id: 'e1', threadId: 't1', to: ['a', 'b'] },
        { id: 'e2', threadId: 't2', to: ['c'] },
      ],
    },
    't1',
  ],
];

const RESOLVED: readonly [name: string, callId: string, path: string, expected: unknown][] = [
  ['Foo/changes', 't0', '/created', ['f1', 'f4']],
  ['Foo/changes', 't0', '/created/1', 'f4'],
  ['Foo/changes', 't0', '/updated', []],
  ['Foo/changes', 't0', '/a~1b', 1],
  ['Foo/changes', 't0', '/m~0n', 2],
  ['Email/get', 't1', '/list/*/threadId', ['t1', 't2']],
  ['Email/get', 't1', '/list/*/to', ['a', 'b', 'c']],
  ['Email/get', 't1', '/list/0/id', 'e1'],
];

for (const [name, resultOf, path, expected] of RESOLVED) {
  test(`resolves ${path} of ${name}`, () => {
    const args = resolveReferences({ '#ids': { resultOf, name, path }, other: 1 }, RESPONSES);
    assert.deepEqual(args, { ids: expected, other: 1 });
  });
}

const UNRESOLVED: readonly [what: string, reference: unknown][] = [
  ['an unknown call', { resultOf: 't9', name: 'Foo/changes', path: '/created' }],
  ['another method', { resultOf: 't0', name: 'Foo/get', path: '/created' }],
  ['a missing member', { resultOf: 't0', name: 'Foo/changes', path: '/destroyed' }],
  ['an index beyond the end', { resultOf: 't0', name: 'Foo/changes', path: '/created/2' }],
  ['a leading zero', { resultOf: 't0', name: 'Foo/changes', path: '/created/01' }],
  ['a star on an object', { resultOf: 't0', name: 'Foo/changes', path: '/*' }],
  ['a prototype member', { resultOf: 't0', name: 'Foo/changes', path: '/constructor' }],
  ['a path without slash', { resultOf: 't0', name: 'Foo/changes', path: 'created' }],
  ['no object', 'created'],
];

for (const [what, reference] of UNRESOLVED) {
  test(`refuses a reference to ${what}`, () => {
    assert.throws(
      () => resolveReferences({ '#ids': reference }, RESPONSES),
      (error) => error instanceof MethodFailure && error.error.type === 'invalidResultReference',
    );
  });
}

test('refuses an argument given both ways', () => {
  const reference = { resultOf: 't0', name: 'Foo/changes', path: '/created' };
  assert.throws(
    () => resolveReferences({ ids: [], '#ids': reference }, RESPONSES),
    (error) => error instanceof MethodFailure && error.error.type === 'invalidArguments',
  );
});

test('refuses references that double with each call', () => {
  const responses: Invocation[] = [['Core/echo', { x: 'x'.repeat(1000) }, 'c0']];
  const doubled = (): void => {
    for (let call = 1; call <= 31; call += 1) {
      const reference = { resultOf: `c${call - 1}`, name: 'Core/echo', path: '' };
      responses.push([
        'Core/echo',
        resolveReferences({ '#a': reference, '#b': reference }, responses),
        `c${call}`,
      ]);
    }
  };
  assert.throws(doubled, (error) => error instanceof MethodFailure && error.error.type === 'requestTooLarge');
});
