import assert from 'node:assert/strict';
import { argon2Sync } from 'node:crypto';
import { test } from 'node:test';
import { MailError } from '../errors.ts';
import { ARGON2_COST, hashArgon2, verifyArgon2 } from './argon2.ts';

const CHEAP = { memoryKib: 64, passes: 1, lanes: 1 };

test('stores cost and salt in the PHC string', async () => {
  const phc = await hashArgon2('pencil');
  assert.match(phc, /^\$argon2id\$v=19\$m=65536,t=3,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.equal(ARGON2_COST.memoryKib, 65_536);
  assert.equal(await verifyArgon2('pencil', phc), true);
  assert.equal(await verifyArgon2('Pencil', phc), false);
});

test('verifies the hash of another program', async () => {
  const nonce = Buffer.from('somesalt12345678');
  const hash = argon2Sync('argon2id', {
    message: 'x',
    nonce,
    parallelism: 2,
    tagLength: 32,
    memory: 256,
    passes: 2,
  });
  const phc = `$argon2id$v=19$m=256,t=2,p=2$${nonce.toString('base64').replace(/=/g, '')}$${hash.toString('base64').replace(/=/g, '')}`;
  assert.equal(await verifyArgon2('x', phc), true);
});

test('two hashes of one password differ', async () => {
  assert.notEqual(await hashArgon2('a', CHEAP), await hashArgon2('a', CHEAP));
});

test('a string that is no argon2id hash verifies nothing', async () => {
  for (const phc of [
    '',
    '$argon2id$',
    '$2b$10$abc',
    '$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA',
  ]) {
    assert.equal(await verifyArgon2('a', phc), false, phc);
  }
});

test('a flood is refused instead of queued without end', async () => {
  const results = await Promise.allSettled(Array.from({ length: 300 }, () => hashArgon2('a', CHEAP)));
  const refused = results.filter((result) => result.status === 'rejected');
  assert.equal(refused.length, 300 - 258);
  for (const { reason } of refused) assert.ok(reason instanceof MailError && reason.code === 'unavailable');
  assert.ok(await hashArgon2('a', CHEAP));
});
