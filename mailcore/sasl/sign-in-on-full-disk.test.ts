import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MailError } from '../errors.ts';
import { SILENT_LOGGER } from '../testing/silent-logger.ts';
import { openTestStorage } from '../testing/test-storage.ts';
import { createAuthenticator } from './authenticator.ts';
import { makeVerifiers } from './credentials.ts';

const LOGIN = 'tomo@sample.com';

test('a store that cannot be written lets people in, and counts no guess without noting it', async (context) => {
  const { store, bus, close } = await openTestStorage();
  await store.addDomain('sample.com');
  const verifiers = await makeVerifiers('correct horse');
  const account = { address: LOGIN, displayName: '', locale: 'en', isAdmin: false, quotaBytes: 0 } as const;
  await store.addAccount({ ...account, verifiers });
  const recordLogin = () => Promise.reject(new MailError('unavailable', 'The store is not available now'));
  const authenticator = createAuthenticator({
    store: { ...store, recordLogin },
    bus,
    clock: () => new Date(),
    logger: SILENT_LOGGER,
    secret: Buffer.from('stable'),
  });
  context.after(async () => {
    authenticator.close();
    await close();
  });
  const from = { protocol: 'imap', remoteAddress: '192.0.2.7' } as const;
  assert.equal((await authenticator.verifyPassword(LOGIN, 'correct horse', from)).address, LOGIN);
  await assert.rejects(authenticator.verifyPassword(LOGIN, 'wrong', from), { code: 'unavailable' });
});
