import { DEFAULT_CONFIG } from '../../config.ts';
import type { Config } from '../../config.ts';
import { scanMessage } from '../../message/scan.ts';
import type { Account } from '../../model/account.ts';
import type { MailboxRole } from '../../model/mailbox.ts';
import { ConnectionLimits } from '../../net/connection-limits.ts';
import { startListener } from '../../net/listener.ts';
import { createTlsContext } from '../../net/tls-context.ts';
import { createAuthenticator } from '../../sasl/authenticator.ts';
import { makeVerifiers } from '../../sasl/credentials.ts';
import { openTestStorage } from '../../testing/test-storage.ts';
import type { Storage } from '../../store/storage.ts';
import { createTestCertificate } from '../../testing/certificate.ts';
import { SILENT_LOGGER } from '../../testing/silent-logger.ts';
import { imapServer } from '../session.ts';
import type { ImapDeps } from '../session.ts';

export const USER = 'tomo@example.com';
/** Another account with the same password. */
export const GUEST = 'hana@example.com';
export const PASSWORD = 'correct horse 手紙';
/** As cheap as argon2id gets: these tests are not about it. */
const CHEAP = { memoryKib: 8, passes: 1, lanes: 1 };
const ACCOUNT = { displayName: 'Tomo', locale: 'ja', isAdmin: false, quotaBytes: 0 } as const;

export interface ImapTestServer {
  readonly host: string;
  readonly port: number;
  readonly storage: Storage;
  readonly account: Account;
  readonly guest: Account;
  /** Delivers a message as SMTP would. */
  deliver(message: string | Buffer, mailbox?: MailboxRole): Promise<void>;
  /** Stops accepting and asks sessions to end. */
  drain(): Promise<void>;
}

export interface ImapTestOptions {
  readonly limits?: Partial<Config['limits']>;
  readonly allowPlainOnLoopback?: boolean;
  readonly quotaBytes?: number;
  readonly clock?: () => Date;
  readonly publicUrl?: string;
  /** How many expunges the store remembers after a sweep. */
  readonly tombstonesKept?: number;
  /** Replaces parts of what the server stands on. */
  readonly deps?: (deps: ImapDeps) => Partial<ImapDeps>;
}

/** What ends with a server's use: a test, or a program that measures. */
export interface ServerScope {
  after(close: () => Promise<void>): void;
}

/** An IMAP server over the real store with one account, on a free port, stopped when the test ends. */
export async function startImapTestServer(
  context: ServerScope,
  options: ImapTestOptions = {},
): Promise<ImapTestServer> {
  const { tombstonesKept } = options;
  const storage = await openTestStorage({ tombstonesKept });
  await storage.store.addDomain('example.com');
  const verifiers = await makeVerifiers(PASSWORD, { argon2Cost: CHEAP });
  const account = await storage.store.addAccount({
    ...ACCOUNT,
    address: USER,
    quotaBytes: options.quotaBytes ?? 0,
    verifiers,
  });
  const guest = await storage.store.addAccount({ ...ACCOUNT, address: GUEST, quotaBytes: 0, verifiers });
  const clock = options.clock ?? (() => new Date());
  const { bus, store } = storage;
  const authenticator = createAuthenticator({ store, bus, clock, logger: SILENT_LOGGER, argon2Cost: CHEAP });
  const deps: ImapDeps = {
    ...storage,
    config: configOf(options),
    authenticator,
    logger: SILENT_LOGGER,
    clock,
  };
  const listener = await startListener({
    address: '127.0.0.1:0',
    tls: 'starttls',
    tlsContext: createTlsContext(createTestCertificate()),
    handler: imapServer({ ...deps, ...options.deps?.(deps) }),
    limits: new ConnectionLimits({ maxConnections: 1_000, maxConnectionsPerAddress: 1_000 }),
    logger: SILENT_LOGGER,
  });
  context.after(async () => {
    await listener.close({ drainMs: 0 });
    authenticator.close();
    await storage.close();
  });
  return {
    host: '127.0.0.1',
    port: listener.port,
    storage,
    account,
    guest,
    deliver: (message, mailbox = 'inbox') => deliver(storage, account, Buffer.from(message), mailbox),
    drain: () => listener.close({ drainMs: 5_000 }),
  };
}

function configOf({ limits, allowPlainOnLoopback = true, publicUrl = '' }: ImapTestOptions): Config {
  return {
    ...DEFAULT_CONFIG,
    http: { ...DEFAULT_CONFIG.http, publicUrl },
    tls: { ...DEFAULT_CONFIG.tls, allowPlainOnLoopback },
    limits: { ...DEFAULT_CONFIG.limits, ...limits },
  };
}

async function deliver(
  storage: Storage,
  account: Account,
  bytes: Buffer,
  mailbox: MailboxRole,
): Promise<void> {
  await storage.store.deliver({
    traceId: 'test00000000',
    blob: { kind: 'memory', bytes, sizeBytes: bytes.length },
    content: scanMessage(bytes),
    receivedAt: new Date(),
    local: [{ accountId: account.id, mailbox, keywords: { flags: 0, custom: [] } }],
    onOverQuota: 'throw',
    queue: null,
  });
}

/** A small message with CRLF line ends. */
export function message(subject: string, body = 'Hello.'): string {
  const lines = [
    'From: Fred Foobar <foobar@Blurdybloop.example>',
    'To: mooch@owatagu.siam.edu.example',
    `Subject: ${subject}`,
    'Date: Wed, 17 Jul 1996 02:23:25 -0700',
    `Message-ID: <${subject.replaceAll(/[^a-z0-9]+/gi, '-')}@example.com>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    body,
    '',
  ];
  return lines.join('\r\n');
}
