import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD, startApp, USER } from '../app-fixture.ts';

test('a new password needs the old one, signs other browsers out and keeps this one', async (t) => {
  const { app, signIn } = await startApp(t);
  const [here, there] = [await signIn(), await signIn()];
  const change = (currentPassword: string, newPassword: string) =>
    app.inject({
      method: 'POST',
      url: '/api/portal/password',
      headers: { cookie: here },
      payload: { currentPassword, newPassword },
    });
  assert.equal((await change('wrong', 'a much better one')).statusCode, 401);
  assert.equal((await change(PASSWORD, 'short')).statusCode, 400);
  assert.equal((await change(PASSWORD, 'a much better one')).statusCode, 204);
  assert.equal((await app.inject({ url: '/api/session', headers: { cookie: here } })).statusCode, 200);
  assert.equal((await app.inject({ url: '/api/session', headers: { cookie: there } })).statusCode, 401);
  await signIn(USER, 'a much better one');
  await assert.rejects(signIn(USER, PASSWORD));
});

test('sessions are listed and ended one by one, only own ones', async (t) => {
  const { app, signIn } = await startApp(t);
  const [here, there] = [await signIn(), await signIn()];
  const foreign = await signIn('hana@sample.test');
  const list = async (cookie: string) =>
    (await app.inject({ url: '/api/portal/sessions', headers: { cookie } })).json().sessions as {
      id: string;
      isCurrent: boolean;
    }[];
  const other = (await list(here)).find(({ isCurrent }) => !isCurrent)!;
  assert.equal((await list(here)).length, 2);
  const end = (cookie: string) =>
    app.inject({ method: 'DELETE', url: `/api/portal/sessions/${other.id}`, headers: { cookie } });
  await end(foreign);
  assert.equal((await list(here)).length, 2, 'not by somebody else');
  await end(here);
  assert.equal((await app.inject({ url: '/api/session', headers: { cookie: there } })).statusCode, 401);
});

test('an app password is shown once, works, is listed without its secret and can be revoked', async (t) => {
  const { app, signIn } = await startApp(t);
  const headers = { cookie: await signIn() };
  const made = await app.inject({
    method: 'POST',
    url: '/api/portal/app-passwords',
    headers,
    payload: { label: 'iPhone' },
  });
  const { id, password } = made.json() as { id: number; password: string };
  const listed = await app.inject({ url: '/api/portal/app-passwords', headers });
  assert.equal(listed.json().appPasswords[0].label, 'iPhone');
  assert.ok(!listed.body.includes(password));

  const basic = { authorization: `Basic ${Buffer.from(`${USER}:${password}`).toString('base64')}` };
  assert.equal((await app.inject({ url: '/jmap/session', headers: basic })).statusCode, 200);
  const payload = { currentPassword: password, newPassword: 'a much better one' };
  const taken = await app.inject({ method: 'POST', url: '/api/portal/password', headers: basic, payload });
  assert.equal(taken.statusCode, 401, 'it is no current password');
  await assert.rejects(signIn(USER, password), 'and opens no browser session');
  const removed = await app.inject({ method: 'DELETE', url: `/api/portal/app-passwords/${id}`, headers });
  assert.equal(removed.statusCode, 204);
  // What is remembered of it goes with the event that follows the commit.
  await new Promise(setImmediate);
  assert.equal((await app.inject({ url: '/jmap/session', headers: basic })).statusCode, 401);
});

test('a bearer token with scopes and an end: made, listed, used, refused elsewhere', async (t) => {
  const { app, signIn } = await startApp(t);
  const headers = { cookie: await signIn() };
  const url = '/api/portal/app-passwords';
  const make = (payload: object) => app.inject({ method: 'POST', url, headers, payload });
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const made = await make({ label: 'script', kind: 'token', scopes: ['jmap'], expiresAt });
  const { password: token } = made.json() as { password: string };
  const other = (await make({ label: 'sender', kind: 'token', scopes: ['smtp'] })).json() as {
    password: string;
  };
  const asks = (secret: string, path = '/jmap/session') =>
    app.inject({ url: path, headers: { authorization: `Bearer ${secret}` } });
  assert.equal((await asks(token)).statusCode, 200);
  assert.equal((await asks(other.password)).statusCode, 401);
  assert.equal((await asks(token, url)).statusCode, 401, 'it makes no others');
  const { appPasswords, mayBeLegacy } = (await app.inject({ url, headers })).json();
  assert.equal(mayBeLegacy, false);
  const { kind, scopes, isLegacy, isExpired, lastUsedAddress } = appPasswords[0];
  assert.deepEqual(
    [kind, scopes, appPasswords[0].expiresAt, isLegacy, isExpired, lastUsedAddress],
    ['token', ['jmap'], expiresAt, false, false, '127.0.0.1'],
  );
  assert.equal((await make({ label: 'x', scopes: [] })).statusCode, 400);
  assert.equal((await make({ label: 'x', expiresAt: '2020-01-01T00:00:00Z' })).statusCode, 400);
  assert.equal((await make({ label: 'fax', isLegacy: true })).statusCode, 403);
});
