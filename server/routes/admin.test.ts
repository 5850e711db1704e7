import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADMIN, startApp, USER } from '../app-fixture.ts';

test('nobody but an administrator of this listener gets in', async (t) => {
  const { app } = await startApp(t, 'admin');
  for (const url of [
    '/api/admin/overview',
    '/api/admin/domains',
    '/api/admin/accounts',
    '/api/admin/queue',
  ]) {
    assert.equal((await app.inject(url)).statusCode, 401, url);
  }
});

test('the users’ listener knows nothing of the administration', async (t) => {
  const { app, signIn } = await startApp(t);
  const headers = { cookie: await signIn(ADMIN) };
  for (const url of ['/api/admin/overview', '/api/admin/accounts', '/admin/']) {
    assert.equal((await app.inject({ url, headers })).statusCode, 404, url);
  }
});

test('domains: add, list, refuse a full one, remove', async (t) => {
  const { app, signIn } = await startApp(t, 'admin');
  const headers = { cookie: await signIn() };
  const add = (name: string) =>
    app.inject({ method: 'POST', url: '/api/admin/domains', headers, payload: { name } });
  assert.equal((await add('手紙.test')).statusCode, 204);
  assert.equal((await add('sample.test')).statusCode, 409);
  assert.equal((await add('not a domain')).statusCode, 400);
  const listed = (await app.inject({ url: '/api/admin/domains', headers })).json();
  assert.deepEqual(listed.domains.map(({ name }: { name: string }) => name).sort(), [
    'sample.test',
    'xn--kpuq01d.test',
  ]);
  const remove = (name: string) =>
    app.inject({ method: 'DELETE', url: `/api/admin/domains/${name}`, headers });
  assert.equal((await remove('sample.test')).statusCode, 409);
  assert.equal((await remove('xn--kpuq01d.test')).statusCode, 204);
});

test('accounts: add with a made password, change, reset, disable, remove', async (t) => {
  const { app, signIn, mailcore } = await startApp(t, 'admin');
  const headers = { cookie: await signIn() };
  const added = await app.inject({
    method: 'POST',
    url: '/api/admin/accounts',
    headers,
    payload: { address: 'yuki@sample.test', displayName: '雪' },
  });
  assert.equal(added.statusCode, 200);
  const { account, password } = added.json();
  assert.ok(password.length >= 12);
  const context = { protocol: 'web', remoteAddress: '127.0.0.1' } as const;
  await mailcore.authenticator.verifyPassword('yuki@sample.test', password, context);

  const url = `/api/admin/accounts/${account.id}`;
  const patched = await app.inject({
    method: 'PATCH',
    url,
    headers,
    payload: { quotaBytes: 1000, displayName: 'Yuki' },
  });
  assert.equal(patched.json().quotaBytes, 1000);
  const reset = await app.inject({ method: 'POST', url: `${url}/password`, headers, payload: {} });
  await mailcore.authenticator.verifyPassword('yuki@sample.test', reset.json().password, context);
  await app.inject({ method: 'PATCH', url, headers, payload: { isDisabled: true } });
  await assert.rejects(
    mailcore.authenticator.verifyPassword('yuki@sample.test', reset.json().password, context),
  );
  assert.equal((await app.inject({ method: 'DELETE', url, headers })).statusCode, 204);
  assert.equal(await mailcore.store.findAccount('yuki@sample.test'), null);
});

test('an administrator cannot lock himself out', async (t) => {
  const { app, signIn, mailcore } = await startApp(t, 'admin');
  const headers = { cookie: await signIn() };
  const { id } = (await mailcore.store.findAccount(ADMIN))!;
  const { id: other } = (await mailcore.store.findAccount(USER))!;
  await mailcore.store.updateAccount(other, { isAdmin: true });
  for (const payload of [{ isAdmin: false }, { isDisabled: true }]) {
    const reply = await app.inject({ method: 'PATCH', url: `/api/admin/accounts/${id}`, headers, payload });
    assert.equal(reply.statusCode, 403);
  }
  assert.equal(
    (await app.inject({ method: 'DELETE', url: `/api/admin/accounts/${id}`, headers })).statusCode,
    403,
  );
});

test('accounts are found by part of address or name', async (t) => {
  const { app, signIn } = await startApp(t, 'admin');
  const headers = { cookie: await signIn() };
  const found = await app.inject({ url: '/api/admin/accounts?query=tom', headers });
  assert.deepEqual(
    found.json().accounts.map(({ address }: { address: string }) => address),
    [USER],
  );
});
