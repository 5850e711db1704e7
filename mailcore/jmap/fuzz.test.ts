import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openJmapFixture } from '../testing/jmap-fixture.ts';
import { METHODS } from './methods/index.ts';

/** Hostile requests: whatever JSON comes, a request ends in a well-formed answer and never in serverFail, which means a bug. */

const ARGUMENT_NAMES = (
  'ids properties sinceState sinceQueryState maxChanges filter sort position anchor anchorOffset limit calculateTotal ' +
  'create update destroy ifInState collapseThreads emails emailIds blobIds bodyProperties fetchAllBodyValues ' +
  'maxBodyValueBytes onSuccessUpdateEmail onSuccessDestroyEmail onDestroyRemoveEmails sortAsTree filterAsTree fromAccountId #ids'
).split(' ');

const MEMBER_NAMES = (
  'name parentId role mailboxIds keywords keywords/$seen mailboxIds/m1 blobId receivedAt from to subject textBody bodyStructure ' +
  'subParts bodyValues attachments partId type email identityId emailId envelope mailFrom rcptTo parameters undoStatus operator ' +
  'conditions inMailbox text header hasKeyword before property keyword isAscending resultOf path __proto__ constructor header:X:asText'
).split(' ');

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    'm1',
    'e1',
    'b1',
    'b1-0-5-base64',
    'i1',
    't1',
    's1',
    '#k',
    'AND',
    'NOT',
    '$seen',
    '0',
    '1',
    true,
    null,
    0,
    1,
  ),
  fc.constantFrom<unknown>(
    'receivedAt',
    'header:X:asText:all',
    '2026-11-24T00:00:00Z',
    'tomo@sample.com',
    'text/plain',
    '/list/*/id',
  ),
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
);

const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 5 }, leaf, tie('list'), tie('map')),
  list: fc.array(tie('any'), { maxLength: 4 }),
  map: fc.dictionary(fc.oneof(fc.constantFrom(...MEMBER_NAMES), fc.string()), tie('any'), { maxKeys: 5 }),
})).any;

const methodName = fc.constantFrom(...METHODS.map(({ name }) => name));
const argumentMap = fc.dictionary(fc.constantFrom(...ARGUMENT_NAMES), value, { maxKeys: 6 });

test('no JSON makes a request throw', async () => {
  await using fixture = await openJmapFixture();
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(value, fc.record({ using: value, methodCalls: value, createdIds: value })),
      async (body) => {
        const answer = await fixture.request(body);
        assert.ok('methodResponses' in answer || (answer.status >= 400 && answer.type.startsWith('urn:')));
      },
    ),
    { numRuns: 300, seed: 1 },
  );
});

test('no arguments make a method fail on our side, and the next call works', async () => {
  await using fixture = await openJmapFixture();
  await fixture.importMessage(['From: a@x.org', 'Subject: fuzz', '', 'body']);
  await fc.assert(
    fc.asyncProperty(methodName, argumentMap, async (name, args) => {
      const answers = await fixture.call(
        [name, { ...args, ids: args.ids ?? [] }],
        [name, args],
        ['Core/echo', { ok: 1 }],
      );
      const failures = answers.filter(([, { type }]) => type === 'serverFail');
      assert.deepEqual(failures, []);
      assert.equal(answers.at(-1)![0], 'Core/echo');
    }),
    { numRuns: 1500, seed: 2 },
  );
});
