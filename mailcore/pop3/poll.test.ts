/** Most POP3 sessions find nothing new: they must cost next to nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MailboxCache } from '../store/mailbox-cache.ts';
import type { Store } from '../store/store.ts';
import { messageOfSize, startPop3TestServer } from './testing/pop3-test-server.ts';
import { ask, listing, signInTo } from './testing/sign-in.ts';

/** The same store; every call of a method leaves its name. */
function watched(store: Store, calls: string[]): Store {
  return new Proxy(store, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        calls.push(String(name));
        return Reflect.apply(value, target, args) as unknown;
      };
    },
  });
}

test('a poll of an unchanged mailbox writes nothing and reads no message rows', async (context) => {
  const calls: string[] = [];
  const server = await startPop3TestServer(context, {
    deps: ({ store }) => {
      const counted = watched(store, calls);
      return { store: counted, cache: new MailboxCache(counted) };
    },
  });
  await server.deliver(messageOfSize(100));
  const poll = async () => {
    calls.length = 0;
    const client = await signInTo(context, server);
    assert.match(await ask(client, 'STAT'), /^\+OK \d/);
    assert.match(await ask(client, 'UIDL'), /^\+OK/);
    const count = (await listing(client)).length;
    assert.match(await ask(client, 'QUIT'), /^\+OK/);
    assert.equal(await client.lineOrEnd(), null);
    return count;
  };
  assert.equal(await poll(), 1);
  assert.ok(calls.includes('readMailbox') && calls.includes('touchCredential'));
  assert.equal(await poll(), 1);
  assert.deepEqual(calls, ['getAccount', 'listMailboxes', 'accountModseq']);
  await server.deliver(messageOfSize(100));
  assert.equal(await poll(), 2);
  assert.deepEqual(calls, ['getAccount', 'listMailboxes', 'accountModseq', 'readMailbox']);
});
