/** Rights change under a session: what was allowed a moment ago is refused, and nothing more is shown. RFC 4314 §3. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Rights } from '../../model/rights.ts';
import { GUEST, startImapTestServer, USER } from '../testing/imap-test-server.ts';
import { ask, signInTo } from '../testing/sign-in.ts';

const PATH = `"Other Users/${USER}/INBOX"`;

async function selectedBy(context: TestContext, rights: string) {
  const server = await startImapTestServer(context);
  const { store } = server.storage;
  const inbox = (await store.listMailboxes(server.account.id)).find(({ role }) => role === 'inbox');
  assert.ok(inbox);
  const grant = (letters: string) =>
    store.setRights(server.account.id, inbox.id, server.guest.id, {
      mode: 'replace',
      rights: letters as Rights,
    });
  await grant(rights);
  await server.deliver('Subject: one\r\n\r\nx\r\n');
  const guest = await signInTo(context, server, GUEST);
  assert.match(await ask(guest, `s SELECT ${PATH}`), /^s OK/);
  return { server, guest, grant };
}

test('a right taken away is missed by the next command', async (context) => {
  const { guest, grant } = await selectedBy(context, 'lrswite');
  assert.match(await ask(guest, 'a STORE 1 +FLAGS (\\Flagged)'), /^a OK/);
  await grant('lr');
  assert.match(await ask(guest, 'b STORE 1 +FLAGS (\\Seen)'), /^b NO \[NOPERM\]/);
  assert.match(await ask(guest, 'c EXPUNGE'), /^c NO \[NOPERM\]/);
  assert.match(await ask(guest, 'd MOVE 1 INBOX'), /^d NO \[NOPERM\]/);
  assert.match(await ask(guest, `e APPEND ${PATH} {5+}\r\na: b\n`), /^e NO \[NOPERM\]/);
  assert.match(await ask(guest, 'f FETCH 1 (FLAGS BODY.PEEK[])'), /^f OK/);
});

test('without the right to read there is nothing left in the mailbox, and none outside it', async (context) => {
  const { server, guest, grant } = await selectedBy(context, 'lrswite');
  await grant('');
  guest.send('a NOOP\r\n');
  assert.equal(await guest.line(), '* 1 EXPUNGE');
  assert.match(await guest.line(), /^a OK/);
  assert.match(await ask(guest, 'b FETCH 1 BODY.PEEK[]'), /^b BAD/);
  assert.match(await ask(guest, 'c UID FETCH 1 BODY.PEEK[]'), /^c OK/);
  assert.match(await ask(guest, 'd UID STORE 1 +FLAGS (\\Seen)'), /^d NO \[NONEXISTENT\]/);
  await server.deliver('Subject: two\r\n\r\nx\r\n');
  guest.send('e NOOP\r\n');
  assert.match(await guest.line(), /^e OK/);
  assert.match(await ask(guest, 'f CLOSE'), /^f OK/);
  assert.match(await ask(guest, `g SELECT ${PATH}`), /^g NO \[NONEXISTENT\]/);
  assert.match(await ask(guest, 'h NOOP'), /^h OK/);
});

test('an owner that goes takes the mailbox along', async (context) => {
  const { server, guest } = await selectedBy(context, 'lr');
  await server.storage.store.removeAccount(server.account.id);
  guest.send('a NOOP\r\n');
  assert.equal(await guest.line(), '* 1 EXPUNGE');
  assert.match(await guest.line(), /^a OK/);
  assert.match(await ask(guest, `b STATUS ${PATH} (MESSAGES)`), /^b NO \[NONEXISTENT\]/);
});
