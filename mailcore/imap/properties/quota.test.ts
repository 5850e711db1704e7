import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GUEST, startImapTestServer, USER } from '../testing/imap-test-server.ts';
import { ask, signInTo, untilTagged } from '../testing/sign-in.ts';

test('an administrator sets limits, and they hold', async (context) => {
  const server = await startImapTestServer(context);
  await server.storage.store.updateAccount(server.account.id, { isAdmin: true });
  const admin = await signInTo(context, server);
  admin.send(`a SETQUOTA ${GUEST} (STORAGE 1 MESSAGE 2)\r\n`);
  assert.equal(await admin.line(), `* QUOTA ${GUEST} (STORAGE 0 1 MESSAGE 0 2)`);
  assert.match(await admin.line(), /^a OK/);
  assert.match(await ask(admin, `b SETACL INBOX ${GUEST} lri`), /^b OK/);
  await ask(admin, 'c SELECT INBOX');
  assert.match(await ask(admin, `d SETQUOTA ${GUEST} (STORAGE 0)`), /^d BAD/);
  const guest = await signInTo(context, server, GUEST);
  assert.match(await ask(guest, 'a APPEND INBOX {5+}\r\na: b\n'), /^a OK/);
  assert.match(await ask(guest, 'b APPEND INBOX {5+}\r\na: b\n'), /^b OK/);
  assert.match(await ask(guest, 'c APPEND INBOX {5+}\r\na: b\n'), /^c NO \[OVERQUOTA\]/);
  guest.send(`d GETQUOTAROOT INBOX\r\n`);
  assert.equal(await guest.line(), `* QUOTAROOT INBOX ${GUEST}`);
  assert.equal(await guest.line(), `* QUOTA ${GUEST} (STORAGE 1 1 MESSAGE 2 2)`);
  await untilTagged(guest, 'd');
  // What goes into the mailbox of another is counted there.
  assert.match(await ask(guest, `e APPEND "Other Users/${USER}/INBOX" {5+}\r\na: b\n`), /^e OK/);
  await ask(guest, `f SELECT "Other Users/${USER}/INBOX"`);
  assert.match(await ask(guest, 'g COPY 1 INBOX'), /^g NO \[OVERQUOTA\]/);
  assert.match(await ask(admin, `h SETQUOTA ${GUEST} ()`), /^h OK/);
  assert.match(await ask(guest, 'i COPY 1 INBOX'), /^i OK/);
});
