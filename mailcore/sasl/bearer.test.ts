/** Bearer tokens: RFC 7628, and XOAUTH2 before it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WireError } from '../errors.ts';
import { addToken } from '../admin/tokens.ts';
import { addAppPassword } from '../admin/app-passwords.ts';
import { parseOauthBearer, parseXoauth2 } from './bearer-message.ts';
import { failsWith, FROM, LOGIN, openSaslTestBench, say } from './testing/sasl-test-bench.ts';

test('reads the messages of the RFC', () => {
  // RFC 7628 §4.1
  const rfc =
    'n,a=user@example.com,\x01host=server.example.com\x01port=143\x01auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01';
  assert.deepEqual(parseOauthBearer(Buffer.from(rfc)), {
    login: 'user@example.com',
    token: 'vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==',
  });
  assert.deepEqual(parseOauthBearer(Buffer.from('n,,\x01auth=bearer abc\x01\x01')), {
    login: null,
    token: 'abc',
  });
  const xoauth2 =
    'user=someuser@example.com\x01auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\x01\x01';
  assert.equal(parseXoauth2(Buffer.from(xoauth2)).login, 'someuser@example.com');
  for (const bad of [
    '',
    'n,,',
    'n,,\x01auth=Bearer a',
    'x,,\x01\x01',
    'p=tls-exporter,,\x01auth=Bearer a\x01\x01',
  ])
    assert.throws(() => parseOauthBearer(Buffer.from(bad)), WireError, bad);
  for (const bad of ['', '\x01\x01', 'user=\x01auth=Bearer a\x01\x01'])
    assert.throws(() => parseXoauth2(Buffer.from(bad)), WireError, bad);
});

const oauthbearer = (token: string, login = LOGIN) => `n,a=${login},\x01auth=Bearer ${token}\x01\x01`;
const xoauth2 = (token: string, login = LOGIN) => `user=${login}\x01auth=Bearer ${token}\x01\x01`;

test('a token signs its owner in, by every way it can be said', async (context) => {
  const { store, account, authenticator } = await openSaslTestBench(context);
  const { token } = await addToken(store, account.id, { label: 'script' });
  const begin = (name: string) => authenticator.begin(name, FROM);
  assert.equal((await say(begin('OAUTHBEARER'), oauthbearer(token))).account?.id, account.id);
  assert.equal((await say(begin('XOAUTH2'), xoauth2(token))).account?.id, account.id);
  const nameless = `n,,\x01auth=Bearer ${token}\x01\x01`;
  assert.equal((await say(begin('OAUTHBEARER'), nameless)).account?.id, account.id);
  const late = begin('OAUTHBEARER');
  assert.equal((await say(late, null)).text, '');
  assert.equal((await say(late, oauthbearer(token))).account?.id, account.id);
  assert.equal((await authenticator.verifyToken(token, FROM)).id, account.id);
  const [, used] = await store.listCredentials(account.id);
  assert.equal(used?.lastUsedAddress, FROM.remoteAddress);
});

test('a refused one is told why in JSON, answers anything, and has failed', async (context) => {
  const { authenticator } = await openSaslTestBench(context);
  const bearer = authenticator.begin('OAUTHBEARER', FROM);
  const { text } = await say(bearer, oauthbearer('tgm_wrong'));
  assert.deepEqual(JSON.parse(text), { status: 'invalid_token', scope: 'imap' });
  await assert.rejects(say(bearer, '\x01'), failsWith('authFailed'));
  const xoauth = authenticator.begin('XOAUTH2', FROM);
  assert.equal(JSON.parse((await say(xoauth, xoauth2('tgm_wrong'))).text).status, '401');
  await assert.rejects(say(xoauth, ''), failsWith('authFailed'));
});

test('scopes, expiry, the wrong owner and removal', async (context) => {
  const { store, account, authenticator, advance } = await openSaslTestBench(context);
  const expiresAt = new Date(Date.now() + 3_600_000);
  const { token, credential } = await addToken(store, account.id, {
    label: 'x',
    scopes: ['imap'],
    expiresAt,
  });
  // Twice: the first may fall together with news of the directory, and is then not remembered.
  await authenticator.verifyToken(token, FROM);
  await authenticator.verifyToken(token, FROM);
  const refused = (context: Parameters<typeof authenticator.verifyToken>[1]) =>
    assert.rejects(authenticator.verifyToken(token, context), failsWith('authFailed'));
  await refused({ ...FROM, protocol: 'smtp' });
  await refused({ ...FROM, protocol: 'web' });
  await assert.rejects(authenticator.verifyPassword(LOGIN, token, FROM), failsWith('authFailed'));
  const asOther = authenticator.begin('XOAUTH2', FROM);
  await say(asOther, xoauth2(token, 'other@sample.com'));
  await assert.rejects(say(asOther, ''), failsWith('authFailed'));
  advance(Math.ceil((expiresAt.getTime() - Date.UTC(2026, 10, 24)) / 1_000) + 1);
  await refused(FROM);
  await store.removeAppCredential(account.id, credential.id);
  await refused({ ...FROM, remoteAddress: '198.51.100.1' });
});

test('an app password is good where its scopes say, and no token', async (context) => {
  const { store, account, authenticator } = await openSaslTestBench(context);
  const { password } = await addAppPassword(store, account.id, { label: 'phone', scopes: ['imap'] });
  for (let twice = 0; twice < 2; twice += 1) await authenticator.verifyPassword(LOGIN, password, FROM);
  const smtp = { ...FROM, protocol: 'smtp' } as const;
  await assert.rejects(authenticator.verifyPassword(LOGIN, password, smtp), failsWith('authFailed'));
  await assert.rejects(authenticator.verifyToken(password, FROM), failsWith('authFailed'));
});

test('guessing tokens of a name is slowed down', async (context) => {
  const { authenticator } = await openSaslTestBench(context);
  const guess = () => say(authenticator.begin('XOAUTH2', FROM), xoauth2('tgm_guess'));
  for (let count = 0; count < 5; count += 1) await guess();
  await assert.rejects(guess(), failsWith('tooManyAttempts'));
});
