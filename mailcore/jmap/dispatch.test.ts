import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openJmapFixture } from '../testing/jmap-fixture.ts';

const CORE = 'urn:ietf:params:jmap:core';
const MAIL = 'urn:ietf:params:jmap:mail';
const ECHO = ['Core/echo', { hello: true }, 'b3ff'];

test('answers the echo of RFC 8620 §4.1 with the call id', async () => {
  await using fixture = await openJmapFixture();
  const response = await fixture.request({ using: [CORE], methodCalls: [ECHO] });
  assert.ok('methodResponses' in response);
  assert.deepEqual(response.methodResponses, [ECHO]);
  assert.equal(response.createdIds, undefined);
});

const REFUSED: readonly [what: string, body: unknown, type: string][] = [
  ['null', null, 'notRequest'],
  ['an array', [], 'notRequest'],
  ['no using', { methodCalls: [] }, 'notRequest'],
  ['using of numbers', { using: [1], methodCalls: [] }, 'notRequest'],
  ['a call without id', { using: [CORE], methodCalls: [['Core/echo', {}]] }, 'notRequest'],
  ['arguments that are an array', { using: [CORE], methodCalls: [['Core/echo', [], 'a']] }, 'notRequest'],
  ['bad createdIds', { using: [CORE], methodCalls: [], createdIds: { k: 'no id!' } }, 'notRequest'],
  ['an unknown capability', { using: [CORE, 'https://example.com/x'], methodCalls: [] }, 'unknownCapability'],
  ['33 calls', { using: [CORE], methodCalls: Array.from({ length: 33 }, () => ECHO) }, 'limit'],
  ['deep nesting', { using: [CORE], methodCalls: [['Core/echo', { x: nested(200) }, 'a']] }, 'notRequest'],
];

function nested(depth: number): unknown {
  return depth === 0 ? [] : [nested(depth - 1)];
}

for (const [what, body, type] of REFUSED) {
  test(`refuses a request with ${what}`, async () => {
    await using fixture = await openJmapFixture();
    const problem = await fixture.request(body);
    assert.ok('status' in problem);
    assert.equal(problem.type, `urn:ietf:params:jmap:error:${type}`);
  });
}

test('a failing call does not stop the next', async () => {
  await using fixture = await openJmapFixture();
  const responses = await fixture.call(
    ['Foo/get', {}],
    ['Mailbox/get', { accountId: 'a999' }],
    ['Mailbox/get', { ids: 'm1' }],
    ['Mailbox/get', { idz: [] }],
    ['Core/echo', { last: 1 }],
  );
  assert.deepEqual(
    responses.map(([name]) => name),
    ['error', 'error', 'error', 'error', 'Core/echo'],
  );
  assert.deepEqual(
    responses.slice(0, 4).map(([, error]) => [error.type, error.arguments]),
    [
      ['unknownMethod', undefined],
      ['accountNotFound', undefined],
      ['invalidArguments', ['ids']],
      ['invalidArguments', ['idz']],
    ],
  );
});

test('a method whose capability is not in using is unknown', async () => {
  await using fixture = await openJmapFixture();
  const response = await fixture.request({
    using: [CORE, MAIL],
    methodCalls: [['Identity/get', { accountId: fixture.accountId, ids: null }, 'a']],
  });
  assert.ok('methodResponses' in response);
  assert.deepEqual(response.methodResponses, [['error', { type: 'unknownMethod' }, 'a']]);
});

test('created ids go in and come out', async () => {
  await using fixture = await openJmapFixture();
  const response = await fixture.request({
    using: [CORE, MAIL],
    createdIds: { old: 'm1' },
    methodCalls: [
      ['Mailbox/set', { accountId: fixture.accountId, create: { new: { name: 'Work' } } }, 'a'],
      [
        'Mailbox/get',
        { accountId: fixture.accountId, ids: ['#new', '#old', '#none'], properties: ['name'] },
        'b',
      ],
    ],
  });
  assert.ok('methodResponses' in response);
  const list = response.methodResponses[1]![1].list as { name: string }[];
  assert.deepEqual(
    list.map(({ name }) => name),
    ['Work', 'Inbox'],
  );
  assert.deepEqual(response.methodResponses[1]![1].notFound, ['#none']);
  assert.deepEqual(Object.keys(response.createdIds!), ['old', 'new']);
});

test('at most 8 requests of an account run at once', async () => {
  await using fixture = await openJmapFixture();
  const get = ['Mailbox/get', { accountId: fixture.accountId, ids: null }, 'a'];
  const body = { using: [CORE, MAIL], methodCalls: [get] };
  const responses = await Promise.all(Array.from({ length: 12 }, () => fixture.request(body)));
  const refused = responses.filter((response) => 'status' in response);
  assert.equal(refused.length, 4);
  assert.equal(refused[0]?.limit, 'maxConcurrentRequests');
  assert.ok('methodResponses' in (await fixture.request(body)));
});

test('an aborted request ends between calls', async () => {
  await using fixture = await openJmapFixture();
  const signal = AbortSignal.abort();
  const body = { using: [CORE], methodCalls: [ECHO] };
  const response = await fixture.jmap.handle(fixture.account, body, { signal });
  assert.ok('methodResponses' in response);
  assert.deepEqual(response.methodResponses, []);
});

test('a request aborted in the middle of a call is no bug', async () => {
  await using fixture = await openJmapFixture();
  await fixture.importMessage(['From: a@x.org', '', 'x']);
  const controller = new AbortController();
  const methodCalls = [['Email/query', { accountId: fixture.accountId, filter: { body: 'x' } }, 'a']];
  const body = { using: [CORE, MAIL], methodCalls };
  const answer = fixture.jmap.handle(fixture.account, body, { signal: controller.signal });
  controller.abort();
  const response = await answer;
  assert.ok('methodResponses' in response);
  assert.deepEqual(response.methodResponses, [['error', { type: 'serverUnavailable' }, 'a']]);
});

test('one request may not take more content than memory should hold', async () => {
  await using fixture = await openJmapFixture();
  const id = await fixture.importMessage(['From: a@x.org', '', 'x'.repeat(4 * 1024 * 1024)]);
  const get = ['Email/get', { ids: [id], properties: ['bodyValues'], fetchAllBodyValues: true }] as const;
  const responses = await fixture.call(...Array.from({ length: 20 }, () => get));
  const failed = responses.filter(([name]) => name === 'error');
  assert.equal(failed.length, 8);
  assert.ok(failed.every(([, error]) => error.type === 'requestTooLarge'));
});
