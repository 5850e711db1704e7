import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const DOVECOT = '/usr/sbin/dovecot';
const IMAP = '/usr/lib/dovecot/imap';
const START_TIMEOUT_MS = 15_000;

/** A private Dovecot with one account, on a free port of 127.0.0.1. */
export interface Dovecot {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** Starts Debian's Dovecot in a directory of its own, stopped and removed when the test ends. Fails when it is not installed; needs root, as it does. */
export async function startDovecot(context: TestContext): Promise<Dovecot> {
  assert.ok(existsSync(DOVECOT) && existsSync(IMAP), 'Dovecot is missing: apt-get install dovecot-imapd');
  const folder = mkdtempSync(join(tmpdir(), 'dovecot-test-'));
  // Its processes run under users of their own.
  chmodSync(folder, 0o755);
  const account = { host: '127.0.0.1', port: await freePort(), user: 'tomo@example.com', password: 'secret' };
  for (const name of ['run', 'state']) mkdirSync(join(folder, name));
  mkdirSync(join(folder, 'mail'), { mode: 0o777 });
  chmodSync(join(folder, 'mail'), 0o777);
  writeFileSync(join(folder, 'users'), `${account.user}:{PLAIN}${account.password}\n`);
  writeFileSync(join(folder, 'dovecot.conf'), configuration(folder, account.port));
  const dovecot = spawn(DOVECOT, ['-F', '-c', join(folder, 'dovecot.conf')], {
    stdio: 'ignore',
    env: { ...process.env, TZ: 'UTC' },
  });
  const exited = once(dovecot, 'exit');
  context.after(async () => {
    dovecot.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  });
  await Promise.race([untilListening(account.port), exited.then(() => assert.fail('Dovecot did not start'))]);
  return account;
}

function configuration(folder: string, port: number): string {
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
protocols = imap
listen = 127.0.0.1
log_path = ${folder}/log
ssl = no
disable_plaintext_auth = no
import_environment = TZ
mail_location = maildir:${folder}/mail/%u
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=mail gid=mail home=${folder}/mail/%u
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  server.close();
  await once(server, 'close');
  return address.port;
}

/** There is no event for it: a port is tried until somebody answers. */
async function untilListening(port: number): Promise<void> {
  for (const end = Date.now() + START_TIMEOUT_MS; ; await sleep(20)) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    } finally {
      socket.destroy();
    }
  }
}
