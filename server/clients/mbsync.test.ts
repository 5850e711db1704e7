import assert from 'node:assert/strict';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { contents, fingerprint, letter, signedIn } from './letters.ts';
import { requireProgram, run, startLiveServer, type LiveServer } from './live-server.ts';
import { readMaildir } from './maildir.ts';

const MAILBOX = '仕事/請求書';
/** mbsync keeps the names of the wire. RFC 3501 §5.1.3. */
const MAILBOX_FOLDER = '&TtVOiw-/&istsQmb4-';

function configure({ folder, ports, address, password }: LiveServer): string {
  const file = join(folder, 'mbsyncrc');
  mkdirSync(join(folder, 'mail'));
  writeFileSync(
    file,
    `IMAPStore far
Host 127.0.0.1
Port ${ports.imap}
User ${address}
Pass "${password}"
SSLType None
AuthMechs *

MaildirStore near
Path ${folder}/mail/
Inbox ${folder}/mail/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Both
Expunge Both
Sync All
SyncState *
CopyArrivalDate yes
`,
  );
  return file;
}

test('mbsync keeps a Maildir of 2,000 messages and the account the same, both ways and over a kill', async (context) => {
  const mbsync = requireProgram('/usr/bin/mbsync', 'isync');
  const server = await startLiveServer(context);
  await signedIn(server, async (client) => {
    await client.mailboxCreate(MAILBOX);
    for (let index = 0; index < 2_000; index += 1) {
      await client.append(
        index < 1_500 ? 'INBOX' : MAILBOX,
        letter(index),
        index % 2 === 0 ? ['\\Seen'] : [],
      );
    }
  });
  const config = configure(server);
  const inbox = join(server.folder, 'mail/INBOX');

  // Broken off in the middle, then resumed.
  await run(mbsync, ['-c', config, '-a'], { killAfterMs: 700 });
  await run(mbsync, ['-c', config, '-a']);
  const near = readMaildir(inbox);
  const far = await contents(server, 'INBOX');
  assert.equal(far.size, 1_500);
  assert.deepEqual([...near.keys()].sort(), [...far.keys()].sort());
  for (const [key, { flags }] of near) assert.equal(flags.includes('S'), far.get(key)!.includes('\\Seen'));
  const bills = readMaildir(join(server.folder, 'mail', MAILBOX_FOLDER));
  assert.equal(bills.size, 500);

  // Flags, a new message and a removal travel from the Maildir; flags and a removal travel to it.
  const [starred, dropped] = [fingerprint(letter(10)), fingerprint(letter(20))];
  const place = near.get(starred)!.path;
  renameSync(place, place.replace(/:2,.*$/, ':2,FS'));
  const gone = near.get(dropped)!.path;
  renameSync(gone, gone.replace(/:2,.*$/, ':2,T'));
  writeFileSync(join(inbox, 'new', '1.written.here'), letter(5_000).replaceAll('\r\n', '\n'));
  await signedIn(server, async (client) => {
    const lock = await client.getMailboxLock('INBOX');
    await client.messageFlagsAdd({ header: { 'message-id': '<letter-31@example.org>' } }, ['\\Answered']);
    await client.messageDelete({ header: { 'message-id': '<letter-33@example.org>' } });
    lock.release();
  });
  await run(mbsync, ['-c', config, '-a']);

  const after = await contents(server, 'INBOX');
  assert.deepEqual(after.get(starred), ['\\Flagged', '\\Seen']);
  assert.equal(after.has(dropped), false);
  assert.ok(after.has(fingerprint(letter(5_000))));
  const nearAfter = readMaildir(inbox);
  assert.match(nearAfter.get(fingerprint(letter(31)))!.flags, /R/);
  assert.deepEqual([...nearAfter.keys()].sort(), [...after.keys()].sort());
  assert.equal(after.size, 1_499);

  // Nothing to do is nothing done.
  const modseq = () =>
    signedIn(server, async (client) => {
      const status = await client.status('INBOX', { highestModseq: true });
      return status && status.highestModseq;
    });
  const before = await modseq();
  await run(mbsync, ['-c', config, '-a']);
  assert.equal(await modseq(), before);
});
