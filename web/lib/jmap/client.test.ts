import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JmapClient, type ConnectionStatus } from './client.ts';
import { failureOf } from './failure.ts';
import { JmapServer } from './testing/jmap-server.ts';

async function connected() {
  const server = new JmapServer();
  const statuses: ConnectionStatus[] = [];
  const client = new JmapClient({
    fetch: server.fetch,
    wait: () => Promise.resolve(),
    onStatus: (status) => statuses.push(status),
  });
  await client.connect();
  return { server, client, statuses };
}

const failure = (promise: PromiseLike<unknown>) => promise.then(() => null, failureOf);

test('calls of one task travel in one request, with references', async () => {
  const { server, client } = await connected();
  const { id } = server.deliver();
  const query = client.call('Email/query', { filter: { inMailbox: 'inbox' } });
  const emails = client.call('Email/get', { '#ids': query.ref('/ids') });
  assert.deepEqual(
    (await emails).list.map((email) => email.id),
    [id],
  );
  await client.call('Mailbox/get', { ids: null });
  assert.deepEqual(server.requests, [['Email/query', 'Email/get'], ['Mailbox/get']]);
});

test('one refused call leaves the others of its request alone', async () => {
  const { client } = await connected();
  const bad = client.call('Email/changes', { sinceState: 'nonsense' });
  const good = client.call('Mailbox/get', { ids: null });
  assert.deepEqual(await failure(bad), {
    kind: 'method',
    method: 'Email/changes',
    error: { type: 'cannotCalculateChanges' },
  });
  assert.equal((await good).list.length, 6);
});

test('a read is repeated until the server answers', async () => {
  const { server, client, statuses } = await connected();
  server.failing.push(0, 502, 503);
  await client.call('Mailbox/get', { ids: null });
  assert.deepEqual(statuses, ['online', 'offline', 'online']);
});

test('a creation is not repeated when its answer was lost, but is when the server was busy', async () => {
  const { server, client } = await connected();
  server.failing.push(0);
  assert.deepEqual(await failure(client.call('Email/set', { create: { k: {} } })), { kind: 'offline' });
  server.failing.push(503);
  assert.equal(await failure(client.call('Email/set', { create: { k: {} } })), null);
});

test('a lost session is told once and not repeated', async () => {
  const { server, client, statuses } = await connected();
  server.failing.push(401);
  assert.deepEqual(await failure(client.call('Mailbox/get', { ids: null })), { kind: 'signedOut' });
  assert.equal(statuses.at(-1), 'signedOut');
});

test('a refused request tells why', async () => {
  const { client } = await connected();
  const problem = {
    type: 'urn:ietf:params:jmap:error:limit',
    status: 400,
    detail: 'too much',
    limit: 'maxSizeRequest',
  };
  const refusing = new JmapClient({
    fetch: async (input) =>
      String(input) === '/jmap/session'
        ? Response.json(client.session)
        : Response.json(problem, { status: 400, headers: { 'content-type': 'application/problem+json' } }),
  });
  await refusing.connect();
  assert.deepEqual(await failure(refusing.call('Mailbox/get', {})), { kind: 'request', problem });
});

test('download URLs are encoded', async () => {
  const { client } = await connected();
  assert.equal(
    client.downloadUrl({ blobId: 'b1', name: '見積/書?.pdf', type: 'application/pdf' }),
    '/jmap/download/a1/b1/%E8%A6%8B%E7%A9%8D%2F%E6%9B%B8%3F.pdf?type=application%2Fpdf',
  );
});
