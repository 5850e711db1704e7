/** Most POP3 sessions find nothing new: they must cost next to nothing. */
import assert from 'node:assert/strict';
import { StatementSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
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

/** The text of every SQL statement that runs from now on. */
function watchStatements(context: TestContext): string[] {
  const statements: string[] = [];
  for (const name of ['get', 'all', 'run', 'iterate'] as const) {
    const original = Reflect.get(StatementSync.prototype, name) as (...args: unknown[]) => unknown;
    context.mock.method(StatementSync.prototype, name, function (this: StatementSync, ...args: unknown[]) {
      statements.push(this.sourceSQL);
      return Reflect.apply(original, this, args);
    });
  }
  return statements;
}

test('a poll of an unchanged mailbox writes nothing and reads no message rows', async (context) => {
  const calls: string[] = [];
  const server = await startPop3TestServer(context, {
    adapter: 'sqlite',
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
  const statements = watchStatements(context);
  assert.equal(await poll(), 1);
  // The frame of a read transaction reads and writes nothing.
  const work = statements.filter((sql) => !/^(?:BEGIN|COMMIT)$/.test(sql));
  assert.ok(work.every((sql) => /^select/i.test(sql)));
  assert.deepEqual(
    work.map((sql) => /from "?(\w+)/i.exec(sql)?.[1]),
    ['accounts', 'mailboxes', 'accounts'],
  );
  assert.deepEqual(calls, ['getAccount', 'lockMaildrop', 'listMailboxes', 'accountModseq']);
  await server.deliver(messageOfSize(100));
  assert.equal(await poll(), 2);
  assert.deepEqual(calls, ['getAccount', 'lockMaildrop', 'listMailboxes', 'accountModseq', 'readMailbox']);
});
