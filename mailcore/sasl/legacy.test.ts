/** CRAM-MD5, DIGEST-MD5 and APOP: with legacy app passwords only. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { addAppPassword } from '../admin/app-passwords.ts';
import { WireError, type MailError } from '../errors.ts';
import type { AccountId } from '../model/ids.ts';
import { cramDigest, parseCramMd5 } from './cram-md5.ts';
import { digestResponse, parseDigestResponse } from './digest-message.ts';
import { apopDigest } from './legacy-digest.ts';
import type { SaslContext } from './sasl.ts';
import { createPasswordSealer } from './sealed-password.ts';
import { failsWith, FROM, LOGIN, openSaslTestBench, PASSWORD, say } from './testing/sasl-test-bench.ts';

test('the digests of the RFCs', () => {
  // RFC 2195 §2
  assert.equal(
    cramDigest('<1896.697170952@postoffice.reston.mci.net>', 'tanstaaftanstaaf'),
    'b913a602c7eda7a495b4e6e7334d3890',
  );
  // RFC 1939 §7
  assert.equal(
    apopDigest('<1896.697170952@dbc.mtview.ca.us>', 'tanstaaf'),
    'c4c9334bac560ecc979e58001b3e22fb',
  );
  // RFC 2831 §4
  const said = parseDigestResponse(
    Buffer.from(
      'charset=utf-8,username="chris",realm="elwood.innosoft.com",nonce="OA6MG9tEQGm2hh",nc=00000001,' +
        'cnonce="OA6MHXh6VqTrRk",digest-uri="imap/elwood.innosoft.com",' +
        'response=d388dad90d4bbd760a152321f2143af7,qop=auth',
    ),
  );
  assert.equal(digestResponse(said, 'secret', 'client'), said.response);
  assert.equal(digestResponse(said, 'secret', 'server'), 'ea40f60335c427b5527b84dbabcdfffd');
});

test('malformed answers', () => {
  for (const bad of ['', 'tim', 'tim b913', `tim ${'g'.repeat(32)}`])
    assert.throws(() => parseCramMd5(Buffer.from(bad)), WireError, bad);
  const sound =
    'username="a",nonce="n",cnonce="c",nc=00000001,digest-uri="imap/x",response=' + 'a'.repeat(32);
  assert.equal(parseDigestResponse(Buffer.from(`${sound},realm="a\\"b"`)).realm, 'a"b');
  const rows = [
    '',
    'username=',
    sound.replace('nc=', 'nx='),
    `${sound},nonce="again"`,
    `${sound},qop=auth-int`,
  ];
  for (const bad of [...rows, `${sound},charset=latin`, `${sound},x="${'y'.repeat(5_000)}"`, `${sound} junk`])
    assert.throws(() => parseDigestResponse(Buffer.from(bad)), WireError, bad);
});

test('a sealed password opens for its account and under its secret only', () => {
  const sealer = createPasswordSealer(Buffer.from('secret'));
  const [mine, other] = [1 as AccountId, 2 as AccountId];
  const sealed = sealer.seal(mine, 'abcd-efgh');
  assert.ok(!Buffer.from(sealed, 'base64').includes('abcd'));
  assert.equal(sealer.open(mine, sealed), 'abcd-efgh');
  assert.equal(sealer.open(other, sealed), null);
  assert.equal(createPasswordSealer(Buffer.from('else')).open(mine, sealed), null);
  assert.equal(sealer.open(mine, 'AAAA'), null);
  assert.notEqual(sealer.seal(mine, 'abcd-efgh'), sealed);
});

const TIMESTAMP = '<1.2@mail.sample.com>';

test('CRAM-MD5, DIGEST-MD5 and APOP with a legacy app password, typed with hyphens or without', async (context) => {
  const { store, account, authenticator, sealer } = await openSaslTestBench(context);
  const { password } = await addAppPassword(store, account.id, { label: 'fax' }, sealer);
  for (const typed of [password, password.replaceAll('-', '')]) {
    const cram = authenticator.begin('CRAM-MD5', FROM);
    const challenge = await say(cram, null);
    assert.match(challenge.text, /^<[^@>]+@mail\.sample\.com>$/);
    assert.equal((await say(cram, `${LOGIN} ${cramDigest(challenge.text, typed)}`)).account?.id, account.id);

    const digest = authenticator.begin('DIGEST-MD5', FROM);
    const { answer, proof } = digestAnswer((await say(digest, null)).text, typed);
    const last = await say(digest, answer);
    assert.deepEqual([last.account?.id, last.text], [account.id, `rspauth=${proof}`]);

    const apop = apopDigest(TIMESTAMP, typed);
    assert.equal((await authenticator.verifyApop(LOGIN, TIMESTAMP, apop, FROM)).id, account.id);
  }
});

/** What a client answers to a DIGEST-MD5 challenge. */
function digestAnswer(challenge: string, password: string, uri = 'imap/mail.sample.com') {
  const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1] ?? '';
  const said = { username: LOGIN, realm: 'mail.sample.com', nonce, cnonce: 'c', nonceCount: '00000001' };
  const all = { ...said, digestUri: uri, authorizationId: null, response: '' };
  const parts = [
    `username="${LOGIN}"`,
    `realm="${said.realm}"`,
    `nonce="${nonce}"`,
    'cnonce="c"',
    'nc=00000001',
  ];
  const response = digestResponse(all, password, 'client');
  return {
    answer: [...parts, 'qop=auth', `digest-uri="${uri}"`, `response=${response}`].join(','),
    proof: digestResponse(all, password, 'server'),
  };
}

test('no other password works, and the answer is the same for everybody', async (context) => {
  const { store, account, authenticator, sealer } = await openSaslTestBench(context);
  const { password } = await addAppPassword(store, account.id, { label: 'phone' });
  const { password: legacy } = await addAppPassword(
    store,
    account.id,
    { label: 'imap', scopes: ['imap'] },
    sealer,
  );
  const texts = new Set<string>();
  const attempt = async (login: string, typed: string, from: SaslContext) => {
    const cram = authenticator.begin('CRAM-MD5', from);
    const { text } = await say(cram, null);
    await assert.rejects(say(cram, `${login} ${cramDigest(text, typed)}`), (error) => {
      texts.add((error as MailError).message);
      return failsWith('authFailed')(error);
    });
  };
  const rows: [string, string, SaslContext['protocol']][] = [
    [LOGIN, PASSWORD, 'imap'],
    [LOGIN, password, 'imap'],
    [LOGIN, legacy, 'smtp'],
    ['nobody@sample.com', legacy, 'imap'],
  ];
  for (const [index, [login, typed, protocol]] of rows.entries())
    await attempt(login, typed, { ...FROM, protocol, remoteAddress: `198.51.${index}.1` });
  assert.equal(texts.size, 1);
});

test('an answer to another challenge, service or name proves nothing', async (context) => {
  const { store, account, authenticator, sealer } = await openSaslTestBench(context);
  const { password } = await addAppPassword(store, account.id, { label: 'fax' }, sealer);
  const refused = async (change: (answer: string) => string, uri?: string) => {
    const digest = authenticator.begin('DIGEST-MD5', FROM);
    const { answer } = digestAnswer((await say(digest, null)).text, password, uri);
    await assert.rejects(say(digest, change(answer)), failsWith('authFailed'));
  };
  await refused((answer) => answer.replace(/nonce="[^"]+"/, 'nonce="other"'));
  await refused((answer) => answer.replace('nc=00000001', 'nc=00000002'));
  await refused((answer) => answer.replace('realm="mail.', 'realm="web.'));
  await refused((answer) => `${answer},authzid="boss@sample.com"`);
  await refused((answer) => answer, 'smtp/mail.sample.com');
});

test('offered only where the operator allows it, last, and also without TLS', async (context) => {
  const { authenticator } = await openSaslTestBench(context);
  assert.deepEqual(authenticator.mechanisms(FROM).slice(-2), ['DIGEST-MD5', 'CRAM-MD5']);
  const open: SaslContext = { ...FROM, channel: { isPrivate: false, channelBinding: () => null } };
  assert.deepEqual(authenticator.mechanisms(open), ['DIGEST-MD5', 'CRAM-MD5']);
  assert.throws(() => authenticator.begin('PLAIN', open), failsWith('tlsRequired'));
  assert.equal(authenticator.begin('EXTERNAL', open), null);
  assert.equal(authenticator.offersLegacy, true);
});

test('guessing is slowed down', async (context) => {
  const { authenticator } = await openSaslTestBench(context);
  const digest = createHash('md5').update('x').digest('hex');
  const guess = () => authenticator.verifyApop(LOGIN, TIMESTAMP, digest, FROM);
  for (let count = 0; count < 5; count += 1) await assert.rejects(guess(), failsWith('authFailed'));
  await assert.rejects(guess(), failsWith('tooManyAttempts'));
});
