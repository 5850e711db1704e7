import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADMIN, PASSWORD, startApp, USER } from '../app-fixture.ts';

test('sign in, who am I, language, sign out', async (t) => {
  const { app } = await startApp(t);
  assert.equal((await app.inject('/api/session')).statusCode, 401);

  const signedIn = await app.inject({
    method: 'POST',
    url: '/api/session',
    payload: { address: 'TOMO@sample.test', password: PASSWORD },
  });
  assert.equal(signedIn.statusCode, 200);
  assert.equal(signedIn.json().account.address, USER);
  const [cookie] = signedIn.cookies;
  assert.equal(cookie!.httpOnly, true);
  assert.equal(cookie!.sameSite, 'Lax');
  const headers = { cookie: `${cookie!.name}=${cookie!.value}` };

  const patched = await app.inject({
    method: 'PATCH',
    url: '/api/session',
    headers,
    payload: { locale: 'ja' },
  });
  assert.equal(patched.json().account.locale, 'ja');
  assert.equal((await app.inject({ url: '/api/session', headers })).json().account.locale, 'ja');

  assert.equal((await app.inject({ method: 'DELETE', url: '/api/session', headers })).statusCode, 204);
  assert.equal((await app.inject({ url: '/api/session', headers })).statusCode, 401, 'the cookie is dead');
});

test('unknown name, wrong password and disabled account get the same answer', async (t) => {
  const { app, mailcore } = await startApp(t);
  const { id } = (await mailcore.store.findAccount(ADMIN))!;
  await mailcore.store.updateAccount(id, { isDisabled: true });
  const attempts = [
    { address: 'nobody@sample.test', password: PASSWORD },
    { address: USER, password: 'wrong' },
    { address: ADMIN, password: PASSWORD },
  ];
  const bodies = [];
  for (const payload of attempts) {
    const reply = await app.inject({ method: 'POST', url: '/api/session', payload });
    assert.equal(reply.statusCode, 401);
    bodies.push(reply.body);
  }
  assert.equal(new Set(bodies).size, 1);
});

test('repeated failures are throttled with Retry-After', async (t) => {
  const { app } = await startApp(t);
  let last = await app.inject({
    method: 'POST',
    url: '/api/session',
    payload: { address: USER, password: 'x' },
  });
  for (let tries = 0; tries < 10 && last.statusCode === 401; tries += 1) {
    last = await app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { address: USER, password: 'x' },
    });
  }
  assert.equal(last.statusCode, 429);
  assert.equal(last.json().code, 'tooManyAttempts');
  assert.ok(Number(last.headers['retry-after']) >= 1);
});

test('sign out everywhere ends every session', async (t) => {
  const { app, signIn } = await startApp(t);
  const cookies = [await signIn(), await signIn()];
  const reply = await app.inject({
    method: 'DELETE',
    url: '/api/sessions',
    headers: { cookie: cookies[0]! },
  });
  assert.equal(reply.statusCode, 204);
  for (const cookie of cookies)
    assert.equal((await app.inject({ url: '/api/session', headers: { cookie } })).statusCode, 401);
});

test('csrf: an unsafe request from a foreign page is refused and changes nothing', async (t) => {
  const { app, signIn } = await startApp(t);
  const cookie = await signIn();
  const foreign = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.test' },
  ];
  for (const headers of foreign) {
    const reply = await app.inject({
      method: 'DELETE',
      url: '/api/sessions',
      headers: { cookie, ...headers },
    });
    assert.equal(reply.statusCode, 403, JSON.stringify(headers));
  }
  assert.equal((await app.inject({ url: '/api/session', headers: { cookie } })).statusCode, 200);
  const login = await app.inject({
    method: 'POST',
    url: '/api/session',
    headers: { 'sec-fetch-site': 'cross-site' },
    payload: { address: USER, password: PASSWORD },
  });
  assert.equal(login.statusCode, 403, 'login csrf');
});

test('HTTP Basic signs in other clients, over loopback or TLS', async (t) => {
  const { app } = await startApp(t);
  const authorization = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
  assert.equal((await app.inject({ url: '/jmap/session', headers: { authorization } })).statusCode, 200);
  const remote = await app.inject({
    url: '/jmap/session',
    headers: { authorization },
    remoteAddress: '192.0.2.7',
  });
  assert.equal(remote.statusCode, 403);
  assert.equal(remote.json().code, 'tlsRequired');
  for (const bad of ['Basic', 'Basic !!!', 'Basic Og==', 'Bearer x']) {
    assert.equal(
      (await app.inject({ url: '/jmap/session', headers: { authorization: bad } })).statusCode,
      401,
      bad,
    );
  }
});

test('the administration takes administrators only, and its cookie is no cookie of the web mail', async (t) => {
  const { app, signIn } = await startApp(t, 'admin');
  const refused = await app.inject({
    method: 'POST',
    url: '/api/session',
    payload: { address: USER, password: PASSWORD },
  });
  assert.equal(refused.statusCode, 403);
  assert.match(await signIn(ADMIN), /^tegami_session_admin=/);
});
