/** One session has the maildrop; the next gets it when the first is over, however it ends. RFC 1939 §4, §8. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LineClient } from '../testing/line-client.ts';
import { PASSWORD, startPop3TestServer, USER, type Pop3TestServer } from './testing/pop3-test-server.ts';
import { ask, connectTo, signInTo } from './testing/sign-in.ts';

async function tryPassword(client: LineClient): Promise<string> {
  assert.match(await ask(client, `USER ${USER}`), /^\+OK/);
  return ask(client, `PASS ${PASSWORD}`);
}

/** Resolves once the maildrop is free: a connection that was cut is noticed in a turn of the server's own. */
async function untilFree({ storage, account }: Pop3TestServer): Promise<void> {
  for (;;) {
    try {
      return await (await storage.store.lockMaildrop(account.id)).release();
    } catch (error) {
      if ((error as { code?: string }).code !== 'inUse') throw error;
      await new Promise(setImmediate);
    }
  }
}

test('a second session is told that the maildrop is in use, and may try again on the same connection', async (context) => {
  const server = await startPop3TestServer(context);
  const first = await signInTo(context, server);
  const second = await connectTo(context, server);
  assert.match(await tryPassword(second), /^-ERR \[IN-USE\] /);
  assert.match(await ask(second, 'STAT'), /^-ERR sign in/);
  assert.match(await ask(first, 'QUIT'), /^\+OK/);
  assert.match(await tryPassword(second), /^\+OK 0 /);
});

test('a session that breaks off lets the next one in', async (context) => {
  const server = await startPop3TestServer(context);
  const first = await signInTo(context, server);
  first.close();
  await untilFree(server);
  await signInTo(context, server);
});

test('sign-ins keep their distance, per account', async (context) => {
  let nowMs = Date.UTC(2026, 10, 24);
  const clock = () => new Date(nowMs);
  const server = await startPop3TestServer(context, { pop3: { loginDelay: 300 }, clock });
  const first = await signInTo(context, server);
  assert.match(await ask(first, 'QUIT'), /^\+OK/);
  const second = await connectTo(context, server);
  second.send('CAPA\r\n');
  let line = await second.line();
  while (line !== '.' && !line.startsWith('LOGIN-DELAY')) line = await second.line();
  assert.equal(line, 'LOGIN-DELAY 300');
  while (line !== '.') line = await second.line();
  nowMs += 10_000;
  assert.equal(await tryPassword(second), '-ERR [LOGIN-DELAY] come back in 290 seconds');
  nowMs += 290_000;
  const third = await connectTo(context, server);
  assert.match(await tryPassword(third), /^\+OK/);
});
