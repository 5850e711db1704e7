import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import fastify, { type FastifyInstance } from 'fastify';
import { DEFAULT_CONFIG, MailError, type Account, type Config } from '../../mailcore/index.ts';
import { openJmapFixture, type JmapFixture } from '../../mailcore/testing/jmap-fixture.ts';
import { errorsPlugin } from '../plugins/errors.ts';
import { jmapRoutes } from './jmap.ts';

interface Served extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly fixture: JmapFixture;
}

const CONFIG: Config = { ...DEFAULT_CONFIG, limits: { ...DEFAULT_CONFIG.limits, maxUploadBytes: 1000 } };
const BEARER = { authorization: 'Bearer tomo' };
const SESSION_ID_HASH = 'hash-of-tomos-session';

/** The routes behind a sign-in of one line: `Bearer tomo` is the account. */
async function serve(): Promise<Served> {
  const fixture = await openJmapFixture(CONFIG);
  const app = fastify({ forceCloseConnections: true });
  await app.register(errorsPlugin);
  app.decorateRequest('account', null);
  app.decorateRequest('sessionIdHash', null);
  app.addHook('onRequest', async (request) => {
    const isKnown = request.headers.authorization === BEARER.authorization;
    request.account = isKnown ? (fixture.account as Account) : null;
    request.sessionIdHash = isKnown ? SESSION_ID_HASH : null;
  });
  app.decorate('requireAccount', async (request) => {
    if (!request.account) throw new MailError('authFailed', 'Please sign in.');
  });
  await app.register(jmapRoutes({ jmap: fixture.jmap, config: CONFIG }));
  return {
    app,
    fixture,
    async [Symbol.asyncDispose]() {
      await app.close();
      await fixture[Symbol.asyncDispose]();
    },
  };
}

async function listen(app: FastifyInstance): Promise<string> {
  await app.listen({ port: 0, host: '127.0.0.1' });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

function post(app: FastifyInstance, payload: string | Buffer, type = 'application/json') {
  return app.inject({ method: 'POST', url: '/jmap', payload, headers: { ...BEARER, 'content-type': type } });
}

for (const [method, url] of [
  ['GET', '/.well-known/jmap'],
  ['GET', '/jmap/session'],
  ['POST', '/jmap'],
  ['POST', '/jmap/upload/a1'],
  ['GET', '/jmap/download/a1/b1/x'],
  ['GET', '/jmap/eventsource'],
] as const) {
  test(`${method} ${url} needs a sign-in`, async () => {
    await using served = await serve();
    assert.equal((await served.app.inject({ method, url })).statusCode, 401);
  });
}

test('the session resource names the account, the limits and the URLs', async () => {
  await using served = await serve();
  const response = await served.app.inject({
    url: '/.well-known/jmap',
    headers: { ...BEARER, host: 'mail.test' },
  });
  const session = response.json();
  assert.equal(response.headers['cache-control'], 'no-cache, no-store, must-revalidate');
  assert.equal(session.username, 'tomo@sample.com');
  assert.equal(session.apiUrl, 'http://mail.test/jmap');
  assert.equal(session.capabilities['urn:ietf:params:jmap:core'].maxCallsInRequest, 32);
  assert.equal(session.capabilities['urn:ietf:params:jmap:core'].maxSizeUpload, 1000);
  assert.equal(session.primaryAccounts['urn:ietf:params:jmap:mail'], served.fixture.accountId);
});

test('a request is answered, and what is none is refused with the problem of RFC 8620 §3.6.1', async () => {
  await using served = await serve();
  const { app } = served;
  const echo = { using: ['urn:ietf:params:jmap:core'], methodCalls: [['Core/echo', { a: 'é' }, 'x']] };
  const good = await post(app, JSON.stringify(echo));
  assert.deepEqual([good.statusCode, good.json().methodResponses], [200, echo.methodCalls]);
  const rows: readonly [response: Awaited<ReturnType<typeof post>>, status: number, type: string][] = [
    [await post(app, '{'), 400, 'notJSON'],
    [await post(app, Buffer.from([0x22, 0xff, 0x22])), 400, 'notJSON'],
    [await post(app, '{}', 'text/plain'), 400, 'notJSON'],
    [await post(app, '{}'), 400, 'notRequest'],
    [await post(app, `"${'x'.repeat(10 * 1024 * 1024)}"`), 413, 'limit'],
  ];
  for (const [response, status, type] of rows) {
    assert.equal(response.statusCode, status);
    assert.match(String(response.headers['content-type']), /^application\/problem\+json/);
    assert.equal(response.json().type, `urn:ietf:params:jmap:error:${type}`);
  }
});

test('an upload comes back as a download that no browser runs', async () => {
  await using served = await serve();
  const { app, fixture } = served;
  const upload = await app.inject({
    method: 'POST',
    url: `/jmap/upload/${fixture.accountId}`,
    payload: '<script>alert(1)</script>',
    headers: { ...BEARER, 'content-type': 'text/html' },
  });
  assert.equal(upload.statusCode, 201);
  const { blobId, size, type } = upload.json();
  assert.deepEqual([size, type], [25, 'text/html']);
  const url = `/jmap/download/${fixture.accountId}/${blobId}/${encodeURIComponent('ペ/"x.html')}?type=text%2Fhtml&inline=1`;
  const download = await app.inject({ url, headers: BEARER });
  assert.equal(download.body, '<script>alert(1)</script>');
  assert.equal(download.headers['content-type'], 'application/octet-stream');
  assert.match(
    String(download.headers['content-disposition']),
    /^attachment; filename="___x.html"; filename\*=UTF-8''/,
  );
  assert.equal(download.headers['content-security-policy'], "sandbox; default-src 'none'");
  assert.equal(download.headers['x-content-type-options'], 'nosniff');
  assert.equal(download.headers['content-length'], '25');
});

test('safe types show inline when asked', async () => {
  await using served = await serve();
  const { app, fixture } = served;
  const headers = { ...BEARER, 'content-type': 'image/png' };
  const { blobId } = (
    await app.inject({ method: 'POST', url: '/jmap/upload/a1', payload: 'png', headers })
  ).json();
  const image = await app.inject({
    url: `/jmap/download/${fixture.accountId}/${blobId}/a.png?inline=1`,
    headers: BEARER,
  });
  assert.equal(image.headers['content-type'], 'image/png');
  assert.equal(image.headers['content-disposition'], 'inline; filename="a.png"');
  const svg = await app.inject({
    url: `/jmap/download/a1/${blobId}/a.svg?type=image/svg%2Bxml&inline=1`,
    headers: BEARER,
  });
  assert.match(String(svg.headers['content-disposition']), /^attachment/);
});

test('uploads beyond the limit and to other accounts are refused', async () => {
  await using served = await serve();
  const { app, fixture } = served;
  const upload = (accountId: string, payload: string) =>
    app.inject({
      method: 'POST',
      url: `/jmap/upload/${accountId}`,
      payload,
      headers: { ...BEARER, 'content-type': 'a/b' },
    });
  const large = await upload(fixture.accountId, 'x'.repeat(1001));
  assert.deepEqual([large.statusCode, large.json().limit], [413, 'maxSizeUpload']);
  assert.equal((await upload(`a${fixture.other.id}`, 'x')).statusCode, 404);
});

test('a stream that grows beyond the limit gets its answer before it ends', async () => {
  await using served = await serve();
  const origin = await listen(served.app);
  const chunk = new Uint8Array(400);
  const body = new ReadableStream({ pull: (controller) => controller.enqueue(chunk) });
  const request = { method: 'POST', body, duplex: 'half', headers: { ...BEARER, 'content-type': 'a/b' } };
  const response = await fetch(`${origin}/jmap/upload/${served.fixture.accountId}`, request as RequestInit);
  assert.equal(response.status, 413);
});

test('an upload that breaks off frees its place', async () => {
  await using served = await serve();
  const origin = await listen(served.app);
  const url = `${origin}/jmap/upload/${served.fixture.accountId}`;
  const headers = { ...BEARER, 'content-type': 'a/b' };
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const abort = new AbortController();
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(10)),
      pull: () => abort.abort(),
    });
    const request = { method: 'POST', body, duplex: 'half', headers, signal: abort.signal };
    await assert.rejects(fetch(url, request as RequestInit));
  }
  for (let status = 0; status !== 201;) {
    const response = await fetch(url, { method: 'POST', body: 'x', headers });
    status = response.status;
    assert.ok(status === 201 || status === 429);
  }
});

for (const blobId of ['b999', 'b1-0-99999999-identity', 'b1-5-1-base64', 'x', 'b1-0-1-evil', '..']) {
  test(`nothing is downloaded for ${blobId}`, async () => {
    await using served = await serve();
    const response = await served.app.inject({
      url: `/jmap/download/a1/${encodeURIComponent(blobId)}/x`,
      headers: BEARER,
    });
    assert.equal(response.statusCode, 404);
  });
}

/** Reads a stream of events until `count` states came. */
async function states(
  response: Response,
  count: number,
): Promise<{ id: string; data: Record<string, unknown> }[]> {
  const found: { id: string; data: Record<string, unknown> }[] = [];
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = /^event: state\nid: (.*)\ndata: (.*)$/.exec(text.slice(0, end));
      text = text.slice(end + 2);
      if (event) found.push({ id: event[1]!, data: JSON.parse(event[2]!) });
    }
    if (found.length >= count) break;
  }
  return found;
}

test('the event source tells of changes, resumes, and closes on sign-out', async () => {
  await using served = await serve();
  const { fixture, app } = served;
  const origin = await listen(app);
  const open = (query: string, headers: object = {}): Promise<Response> =>
    fetch(`${origin}/jmap/eventsource?${query}`, { headers: { ...BEARER, ...headers } });

  const first = await open('types=Email,EmailDelivery&closeafter=no&ping=0');
  assert.equal(first.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  const reading = states(first, 2);
  await fixture.importMessage(['From: a@x.org', '', 'x']);
  const [now, change] = await reading;
  assert.deepEqual(Object.keys((now!.data.changed as Record<string, object>)[fixture.accountId]!), ['Email']);
  assert.deepEqual(change!.data.changed, { [fixture.accountId]: { Email: change!.id } });

  const missed = await open('types=Email&closeafter=state&ping=0', { 'last-event-id': now!.id });
  assert.equal((await states(missed, 9)).length, 1);

  const waiting = await open('types=*&closeafter=no&ping=0', { 'last-event-id': change!.id });
  const rest = waiting.text();
  await fixture.storage.store.addSession({
    idHash: SESSION_ID_HASH,
    accountId: fixture.account.id,
    createdAt: fixture.clock.now,
    expiresAt: new Date(fixture.clock.now.getTime() + 1e9),
    lastSeenAt: fixture.clock.now,
    userAgent: '',
    remoteAddress: '',
  });
  await fixture.storage.store.removeSessions(fixture.account.id);
  assert.doesNotMatch(await rest, /event: state/);

  assert.equal((await open('types=Nonsense')).status, 400);
});

/** What is used of the client; its own types are sources that our compiler settings refuse. */
interface Jam {
  getPrimaryAccount(): Promise<string>;
  uploadBlob(accountId: string, body: Blob): Promise<{ blobId: string }>;
  downloadBlob(options: {
    accountId: string;
    blobId: string;
    mimeType: string;
    fileName: string;
  }): Promise<Response>;
  request(call: readonly [name: string, args: object]): Promise<[Record<string, unknown>, unknown]>;
  requestMany(
    build: (builder: JamBuilder) => object,
  ): Promise<[Record<string, Record<string, unknown>>, unknown]>;
}

interface JamBuilder {
  readonly Email: Record<'query' | 'get', (args: object) => { $ref(path: string): unknown }>;
}

async function openJam(origin: string): Promise<Jam> {
  const { JamClient } = (await import(import.meta.resolve('jmap-jam'))) as {
    JamClient: new (options: object) => Jam;
  };
  return new JamClient({ bearerToken: 'tomo', sessionUrl: `${origin}/.well-known/jmap` });
}

test('an independent client reads, writes, uploads and downloads', async () => {
  await using served = await serve();
  const { fixture, app } = served;
  const origin = await listen(app);
  const jam = await openJam(origin);
  const accountId = await jam.getPrimaryAccount();
  assert.equal(accountId, fixture.accountId);

  const message = 'From: Yuki <yuki@sample.com>\r\nSubject: From Jam\r\n\r\nHello';
  const { blobId } = await jam.uploadBlob(accountId, new Blob([message], { type: 'message/rfc822' }));
  const inbox = await fixture.mailbox('inbox');
  const emails = {
    k: { blobId, mailboxIds: { [inbox]: true }, keywords: {}, receivedAt: '2026-11-24T09:00:00Z' },
  };
  const [imported] = await jam.request(['Email/import', { accountId, emails }]);
  assert.ok((imported.created as Record<string, object>).k);

  const [{ list }] = await jam.requestMany((builder) => {
    const found = builder.Email.query({ accountId, filter: { subject: 'jam' } });
    return {
      found,
      list: builder.Email.get({ accountId, ids: found.$ref('/ids'), properties: ['id', 'subject'] }),
    };
  });
  assert.deepEqual(
    (list!.list as { subject: string }[]).map(({ subject }) => subject),
    ['From Jam'],
  );

  const [mailboxes] = await jam.request(['Mailbox/get', { accountId }]);
  assert.equal((mailboxes.list as object[]).length, 6);
  const file = await jam.downloadBlob({
    accountId,
    blobId,
    mimeType: 'message/rfc822',
    fileName: 'mail.eml',
  });
  assert.equal(await file.text(), message);
});
