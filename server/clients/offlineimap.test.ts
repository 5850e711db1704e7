import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { contents, letter, signedIn } from './letters.ts';
import { requireProgram, run, startLiveServer } from './live-server.ts';
import { readMaildir } from './maildir.ts';

test('offlineimap fetches mailboxes with Japanese names, and what is written here goes back', async (context) => {
  const offlineimap = requireProgram('/usr/bin/offlineimap', 'offlineimap3');
  const server = await startLiveServer(context);
  await signedIn(server, async (client) => {
    await client.mailboxCreate('会議');
    for (let index = 0; index < 200; index += 1)
      await client.append(index % 4 === 0 ? '会議' : 'INBOX', letter(index));
  });
  const config = join(server.folder, 'offlineimaprc');
  writeFileSync(
    config,
    `[general]
accounts = one
metadata = ${server.folder}/metadata
[Account one]
localrepository = near
remoterepository = far
utf8foldernames = yes
[Repository near]
type = Maildir
localfolders = ${server.folder}/mail
[Repository far]
type = IMAP
remotehost = 127.0.0.1
remoteport = ${server.ports.imap}
remoteuser = ${server.address}
remotepass = ${server.password}
ssl = no
starttls = no
`,
  );
  const sync = () => run(offlineimap, ['-c', config, '-o', '-u', 'quiet', '-1']);
  await sync();
  const folders = readdirSync(join(server.folder, 'mail'));
  assert.ok(folders.includes('会議'), `mailboxes: ${folders.join(', ')}`);
  for (const mailbox of ['INBOX', '会議']) {
    const near = readMaildir(join(server.folder, 'mail', mailbox));
    const far = await contents(server, mailbox);
    assert.deepEqual([...near.keys()].sort(), [...far.keys()].sort());
  }
  writeFileSync(join(server.folder, 'mail/会議/new/1.written.here'), letter(900).replaceAll('\r\n', '\n'));
  await sync();
  assert.equal((await contents(server, '会議')).size, 51);
});
