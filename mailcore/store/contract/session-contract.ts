import assert from 'node:assert/strict';
import type { AccountId } from '../../model/ids.ts';
import { addTestAccount, nextEvent } from './fixtures.ts';
import type { ContractTest } from './harness.ts';

const NOW = new Date('2026-11-24T00:00:00Z');

function later(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1000);
}

function session(accountId: AccountId, idHash: string) {
  return {
    idHash,
    accountId,
    createdAt: NOW,
    expiresAt: later(3600),
    lastSeenAt: NOW,
    userAgent: 'Browser/1.0',
    remoteAddress: '192.0.2.1',
  };
}

export function sessionContract(test: ContractTest): void {
  test('sessions are kept, extended, and end with an event', async ({ store, bus }) => {
    const { id } = await addTestAccount(store);
    for (const hash of ['a', 'b', 'c']) await store.addSession(session(id, hash));
    assert.deepEqual(await store.getSession('a'), session(id, 'a'));
    await store.touchSession('a', { lastSeenAt: later(5) });
    await store.touchSession('a', { lastSeenAt: later(9), expiresAt: later(7200) });
    assert.deepEqual(await store.getSession('a'), {
      ...session(id, 'a'),
      lastSeenAt: later(9),
      expiresAt: later(7200),
    });
    const one = nextEvent(bus, ({ kind }) => kind === 'signedOut');
    await store.removeSession('c');
    assert.deepEqual(await one, { kind: 'signedOut', accountId: id, sessionIdHashes: ['c'] });
    const others = nextEvent(bus, ({ kind }) => kind === 'signedOut');
    await store.removeSessions(id, 'a');
    assert.deepEqual(await others, { kind: 'signedOut', accountId: id, sessionIdHashes: ['b'] });
    assert.deepEqual(
      (await store.listSessions(id)).map(({ idHash }) => idHash),
      ['a'],
    );
    await store.sweep(later(7201));
    assert.equal(await store.getSession('a'), null);
  });

  test('failed sign-ins slow down, success forgives the account', async ({ store }) => {
    const keys = ['account:tomo@sample.com', 'address:192.0.2.0/24'];
    for (let i = 0; i < 4; i++) assert.equal(await store.recordLogin(keys, 'failure', NOW), null);
    assert.deepEqual(await store.recordLogin(keys, 'failure', NOW), later(1));
    assert.deepEqual(await store.recordLogin(keys, 'failure', NOW), later(2));
    assert.deepEqual(await store.loginBlockedUntil(keys, later(1)), later(2));
    assert.equal(await store.loginBlockedUntil(keys, later(2)), null);
    for (let i = 0; i < 20; i++) await store.recordLogin(keys, 'failure', NOW);
    assert.deepEqual(await store.loginBlockedUntil(keys, NOW), later(15 * 60));
    await store.recordLogin(keys, 'success', NOW);
    assert.equal(await store.loginBlockedUntil(keys.slice(0, 1), NOW), null);
    assert.deepEqual(await store.loginBlockedUntil(keys, NOW), later(15 * 60));
    assert.equal(await store.recordLogin(keys, 'failure', later(24 * 3600 + 1)), null);
  });
}
