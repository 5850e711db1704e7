import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { contents, letter, signedIn } from './letters.ts';
import { requireProgram, run, startLiveServer } from './live-server.ts';

test('neomutt, driven by its keys in a terminal, copies the flagged letters out, moves others and empties none', async (context) => {
  const neomutt = requireProgram('/usr/bin/neomutt', 'neomutt');
  const script = requireProgram('/usr/bin/script', 'bsdutils');
  const server = await startLiveServer(context);
  await signedIn(server, async (client) => {
    await client.mailboxCreate('済み');
    for (let index = 0; index < 60; index += 1)
      await client.append('INBOX', letter(index), index % 10 === 0 ? ['\\Flagged'] : []);
  });
  const rc = join(server.folder, 'neomuttrc');
  const copy = join(server.folder, 'flagged.mbox');
  writeFileSync(
    rc,
    `set folder="imap://127.0.0.1:${server.ports.imap}/"
set spoolfile="+INBOX"
set imap_user="${server.address}"
set imap_pass="${server.password}"
set ssl_starttls=no
set ssl_force_tls=no
set imap_qresync=yes
set confirmappend=no
set confirmcreate=no
set quit=yes
set move=no
set delete=yes
set charset=utf-8
push "<tag-pattern>~F<enter><tag-prefix><copy-message><kill-line>${copy}<enter><untag-pattern>.<enter><tag-pattern>~s 'Letter 7'<enter><tag-prefix><save-message><kill-line>=済み<enter><sync-mailbox><quit>"
`,
  );
  await run(script, ['-qec', `${neomutt} -F ${rc}`, '/dev/null'], {
    env: { TERM: 'xterm', HOME: server.folder },
    killAfterMs: 60_000,
  });
  assert.equal(readFileSync(copy, 'utf8').match(/^Message-ID:/gim)?.length, 6);
  const moved = await contents(server, '済み');
  assert.equal(
    moved.size,
    [...Array(60).keys()].filter((index) => index % 3 !== 0 && `Letter ${index}`.startsWith('Letter 7'))
      .length,
  );
  assert.equal((await contents(server, 'INBOX')).size, 60 - moved.size);
});
