/** Channel binding: a proof is good for one TLS session, and nobody between can hide that it is offered. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WireError } from '../errors.ts';
import type { Authenticator, SaslContext } from './sasl.ts';
import { failsWith, FROM, LOGIN, openSaslTestBench, PASSWORD, say } from './testing/sasl-test-bench.ts';
import { ScramClient, type ScramClientOptions } from './testing/scram-client.ts';

const EXPORTED = Buffer.alloc(32, 7);
const CERTIFICATE_HASH = Buffer.alloc(32, 9);
const ON_TLS: SaslContext = {
  ...FROM,
  channel: {
    isPrivate: true,
    channelBinding: (type) => (type === 'tls-exporter' ? EXPORTED : CERTIFICATE_HASH),
  },
};

async function signIn(
  authenticator: Authenticator,
  mechanism: string,
  options: Partial<ScramClientOptions>,
  context = ON_TLS,
) {
  const hash = mechanism.includes('SHA-1') ? 'sha1' : 'sha256';
  const client = new ScramClient({ hash, login: LOGIN, password: PASSWORD, ...options });
  const exchange = authenticator.begin(mechanism, context);
  const { text } = await say(exchange, client.first);
  const { message, serverFinal } = client.final(text);
  const last = await say(exchange, message);
  assert.equal(last.text, serverFinal);
  return last.account?.address;
}

test('-PLUS is offered on TLS only, and first', async (context) => {
  const { authenticator } = await openSaslTestBench(context);
  assert.deepEqual(authenticator.mechanisms(ON_TLS).slice(0, 4), [
    'SCRAM-SHA-256-PLUS',
    'SCRAM-SHA-1-PLUS',
    'SCRAM-SHA-256',
    'SCRAM-SHA-1',
  ]);
  assert.ok(!authenticator.mechanisms(FROM).some((name) => name.endsWith('-PLUS')));
  assert.equal(authenticator.begin('SCRAM-SHA-256-PLUS', FROM), null);
});

for (const mechanism of ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-1-PLUS']) {
  test(`${mechanism} with both kinds of binding`, async (context) => {
    const { authenticator } = await openSaslTestBench(context);
    for (const [type, bindingData] of [
      ['tls-exporter', EXPORTED],
      ['tls-server-end-point', CERTIFICATE_HASH],
    ] as const) {
      const options = { gs2Header: `p=${type},,`, bindingData };
      assert.equal(await signIn(authenticator, mechanism, options), LOGIN);
    }
  });
}

test('SCRAM-SHA-1 without binding', async (context) => {
  const { authenticator } = await openSaslTestBench(context);
  assert.equal(await signIn(authenticator, 'SCRAM-SHA-1', {}, FROM), LOGIN);
  assert.equal(await signIn(authenticator, 'SCRAM-SHA-1', {}), LOGIN);
});

test('the binding of another session proves nothing', async (context) => {
  const { authenticator } = await openSaslTestBench(context);
  const options = { gs2Header: 'p=tls-exporter,,', bindingData: Buffer.alloc(32, 8) };
  await assert.rejects(signIn(authenticator, 'SCRAM-SHA-256-PLUS', options), failsWith('authFailed'));
});

test('"y" where we do offer binding is a downgrade by somebody between. RFC 5802 §6', async (context) => {
  const { authenticator } = await openSaslTestBench(context);
  const options = { gs2Header: 'y,,' };
  await assert.rejects(signIn(authenticator, 'SCRAM-SHA-256', options), failsWith('authFailed'));
  assert.equal(await signIn(authenticator, 'SCRAM-SHA-256', options, FROM), LOGIN);
});

test('flags that do not go with the mechanism, and unknown types', async (context) => {
  const { authenticator } = await openSaslTestBench(context);
  const rows = [
    ['SCRAM-SHA-256', 'p=tls-exporter,,'],
    ['SCRAM-SHA-256-PLUS', 'n,,'],
    ['SCRAM-SHA-256-PLUS', 'y,,'],
    ['SCRAM-SHA-256-PLUS', 'p=tls-unique,,'],
  ] as const;
  for (const [mechanism, gs2Header] of rows)
    await assert.rejects(signIn(authenticator, mechanism, { gs2Header }), WireError, gs2Header);
});
