import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startImapTestServer } from './testing/imap-test-server.ts';
import { ask, signInTo } from './testing/sign-in.ts';

test('disabling an account ends its sessions, in IDLE too; changing its name does not', async (context) => {
  const server = await startImapTestServer(context);
  const [waiting, idling] = [await signInTo(context, server), await signInTo(context, server)];
  await server.storage.store.updateAccount(server.account.id, { displayName: 'Other' });
  assert.match(await ask(waiting, 'a NOOP'), /^a OK/);
  idling.send('b IDLE\r\n');
  assert.match(await idling.line(), /^\+ /);
  await server.storage.store.updateAccount(server.account.id, { isDisabled: true });
  for (const client of [waiting, idling]) {
    assert.match(await client.line(), /^\* BYE /);
    assert.equal(await client.lineOrEnd(), null);
  }
});

test('a mailbox deleted under a session is empty from then on', async (context) => {
  const server = await startImapTestServer(context);
  const [owner, other] = [await signInTo(context, server), await signInTo(context, server)];
  await ask(owner, 'a CREATE doomed');
  await ask(owner, 'b APPEND doomed {5+}\r\na: b\n');
  await ask(owner, 'c SELECT doomed');
  assert.match(await ask(other, 'd DELETE doomed'), /^d OK/);
  owner.send('e NOOP\r\n');
  assert.equal(await owner.line(), '* 1 EXPUNGE');
  assert.match(await owner.line(), /^e OK/);
  assert.match(await ask(owner, 'f FETCH 1 FLAGS'), /^f BAD/);
  assert.match(await ask(owner, 'g APPEND doomed {5+}\r\na: b\n'), /^g NO \[TRYCREATE\]/);
});
