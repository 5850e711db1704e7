import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashArgon2 } from './argon2.ts';
import { makeAppPassword } from './credentials.ts';
import { FROM, LOGIN, openSaslTestBench, PASSWORD, say } from './testing/sasl-test-bench.ts';
import { ScramClient } from './testing/scram-client.ts';

test('a password without SCRAM verifiers gets them at its next plain sign-in, with the salt of the others', async (context) => {
  const { store, account, authenticator } = await openSaslTestBench(context);
  const app = await makeAppPassword();
  const phone = { kind: 'app', label: 'phone', scopes: null, expiresAt: null } as const;
  await store.addAppCredential(account.id, { ...phone, verifiers: app.verifiers });
  await store.setPassword(account.id, {
    argon2: await hashArgon2(PASSWORD, { memoryKib: 64, passes: 1, lanes: 1 }),
  });
  await authenticator.verifyPassword(LOGIN, PASSWORD, FROM);
  for (const [mechanism, hash] of [
    ['SCRAM-SHA-1', 'sha1'],
    ['SCRAM-SHA-256', 'sha256'],
  ] as const) {
    for (const password of [PASSWORD, app.password]) {
      const client = new ScramClient({ hash, login: LOGIN, password });
      const exchange = authenticator.begin(mechanism, FROM);
      const { message, serverFinal } = client.final((await say(exchange, client.first)).text);
      assert.equal((await say(exchange, message)).text, serverFinal);
    }
  }
});
