import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitForPort } from '../load/line-client.ts';
import { diskBytes } from './files.ts';
import { DOMAIN, PASSWORD, userAddress, type StartSystem } from './system.ts';

const POSTFIX = '/usr/sbin/postfix';
const DOVECOT = '/usr/sbin/dovecot';

export function hasPostfixDovecot(): boolean {
  return existsSync(POSTFIX) && existsSync(DOVECOT) && existsSync('/usr/lib/dovecot/lmtp');
}

/** A private Postfix handing to a private Dovecot over LMTP: Debian's packages, their defaults, Maildir. Needs root, as they do. */
export const startPostfixDovecot: StartSystem = async ({ users }) => {
  const folder = mkdtempSync(join(tmpdir(), 'rival-bench-'));
  chmodSync(folder, 0o755);
  const ports = { smtp: await freePort(), imap: await freePort(), pop3: await freePort(), http: null };
  const dovecot = startDovecot(folder, ports, users);
  startPostfix(folder, ports.smtp, users);
  await Promise.all([waitForPort(ports.smtp), waitForPort(ports.imap), waitForPort(ports.pop3)]);
  const postfixPid = Number(readFileSync(join(folder, 'spool/pid/master.pid'), 'utf8').trim());
  return {
    name: 'postfix+dovecot',
    userCount: users,
    ports,
    pids: () => [...withChildren(postfixPid), ...withChildren(dovecot.pid!)],
    diskBytes: () => diskBytes(join(folder, 'mail')),
    maildir: (address) => ({ path: join(folder, 'mail', address), owner: userId('mail') }),
    fullText: null,
    async stop() {
      execFileSync(POSTFIX, ['-c', join(folder, 'postfix'), 'stop'], { stdio: 'ignore' });
      const exited = new Promise((resolve) => dovecot.once('exit', resolve));
      dovecot.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

function startPostfix(folder: string, smtpPort: number, users: number): void {
  const conf = join(folder, 'postfix');
  mkdirSync(conf);
  for (const name of ['spool', 'lib']) mkdirSync(join(folder, name));
  chownSync(join(folder, 'lib'), userId('postfix'), groupId('postfix'));
  writeFileSync(
    join(conf, 'recipients'),
    Array.from({ length: users }, (_, i) => `${userAddress(i)} ok\n`).join(''),
  );
  writeFileSync(
    join(conf, 'main.cf'),
    `compatibility_level = 3.6
queue_directory = ${folder}/spool
data_directory = ${folder}/lib
maillog_file = ${folder}/maillog
maillog_file_prefixes = ${folder}
myhostname = localhost
mydestination =
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = ${DOMAIN}
virtual_mailbox_maps = texthash:${conf}/recipients
virtual_transport = lmtp:unix:${folder}/run/lmtp
smtpd_recipient_limit = 2000
message_size_limit = 52428800
smtpd_client_connection_count_limit = 0
`,
  );
  const services = [
    `127.0.0.1:${smtpPort} inet n - n - 200 smtpd`,
    'pickup unix n - n 60 1 pickup',
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'verify unix - - n - 1 verify',
    'flush unix n - n 1000? 0 flush',
    'proxymap unix - - n - - proxymap',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'discard unix - - n - - discard',
    'lmtp unix - - n - - lmtp',
    'anvil unix - - n - 1 anvil',
    'scache unix - - n - 1 scache',
    'postlog unix-dgram n - n - 1 postlogd',
  ];
  writeFileSync(join(conf, 'master.cf'), `${services.join('\n')}\n`);
  execFileSync(POSTFIX, ['-c', conf, 'start'], { stdio: 'ignore' });
}

function startDovecot(folder: string, ports: { imap: number; pop3: number }, users: number) {
  const conf = join(folder, 'dovecot.conf');
  for (const name of ['run', 'state', 'mail']) mkdirSync(join(folder, name));
  chownSync(join(folder, 'mail'), userId('mail'), groupId('mail'));
  const passwords = Array.from({ length: users }, (_, i) => `${userAddress(i)}:{PLAIN}${PASSWORD}\n`);
  writeFileSync(join(folder, 'users'), passwords.join(''));
  writeFileSync(
    conf,
    `base_dir = ${folder}/run
state_dir = ${folder}/state
protocols = imap pop3 lmtp
listen = 127.0.0.1
log_path = ${folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${folder}/mail/%u
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
mail_max_userip_connections = 100000
default_client_limit = 20000
default_process_limit = 5000
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
    port = ${ports.imap} 
  }
  inet_listener imaps { 
    port = 0 
  }
}
service pop3 {
  service_count = 1000
}
service pop3-login {
  service_count = 0
  inet_listener pop3 { 
    port = ${ports.pop3} 
  }
  inet_listener pop3s { 
    port = 0 
  }
}
service lmtp {
  unix_listener lmtp {
    mode = 0666
  }
}
`,
  );
  return spawn(DOVECOT, ['-F', '-c', conf], { stdio: 'ignore' });
}

function userId(name: string): number {
  return Number(execFileSync('id', ['-u', name], { encoding: 'utf8' }));
}

function groupId(name: string): number {
  return Number(execFileSync('id', ['-g', name], { encoding: 'utf8' }));
}

function withChildren(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [
    pid,
    ...children
      .split(' ')
      .filter((text) => text !== '')
      .flatMap((text) => withChildren(Number(text))),
  ];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
