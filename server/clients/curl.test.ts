import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { contents, fingerprint, letter } from './letters.ts';
import { requireProgram, run, startLiveServer } from './live-server.ts';

test('curl sends, reads and removes by SMTP, IMAP and POP3', async (context) => {
  const curl = requireProgram('/usr/bin/curl', 'curl');
  const { ports, address, password, folder, ...server } = await startLiveServer(context);
  const user = ['--silent', '--show-error', '--user', `${address}:${password}`];
  const file = join(folder, 'letter.eml');
  writeFileSync(file, letter(1));
  const imap = `imap://127.0.0.1:${ports.imap}`;

  await run(curl, [
    ...user,
    `smtp://127.0.0.1:${ports.submission}`,
    '--mail-from',
    address,
    '--mail-rcpt',
    address,
    '--upload-file',
    file,
  ]);
  for (const mechanism of ['PLAIN', 'LOGIN']) {
    const options = [...user, '--login-options', `AUTH=${mechanism}`];
    assert.match(await run(curl, [...options, `${imap}/INBOX;UID=1`]), /Message-ID: <letter-1@example\.org>/);
  }
  await run(curl, [...user, `${imap}/Archive`, '--upload-file', file]);
  assert.match(await run(curl, [...user, `${imap}/Archive?SUBJECT%20Letter`]), /SEARCH 1\b/);
  assert.match(await run(curl, [...user, `${imap}/Archive;UID=1;SECTION=TEXT`]), /^手紙 1\r$/m);

  const pop3 = `pop3://127.0.0.1:${ports.pop3}`;
  assert.match(await run(curl, [...user, `${pop3}/`]), /^1 \d+\r$/m);
  assert.match(await run(curl, [...user, `${pop3}/1`]), /letter-1@example\.org/);
  await run(curl, [...user, `${pop3}/1`, '--request', 'DELE', '--list-only']);
  const live = { ports, address, password, folder, ...server };
  assert.equal((await contents(live, 'INBOX')).size, 0);
  assert.deepEqual([...(await contents(live, 'Archive')).keys()], [fingerprint(letter(1))]);
});
