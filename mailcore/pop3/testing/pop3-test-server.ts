import type { TestContext } from 'node:test';
import { DEFAULT_CONFIG } from '../../config.ts';
import type { Config } from '../../config.ts';
import { scanMessage } from '../../message/scan.ts';
import type { Account } from '../../model/account.ts';
import type { ModSeq } from '../../model/ids.ts';
import { ConnectionLimits } from '../../net/connection-limits.ts';
import { startListener } from '../../net/listener.ts';
import { createTlsContext } from '../../net/tls-context.ts';
import { createAuthenticator } from '../../sasl/authenticator.ts';
import { makeVerifiers } from '../../sasl/credentials.ts';
import type { PasswordSealer } from '../../sasl/sealed-password.ts';
import { MailboxCache } from '../../store/mailbox-cache.ts';
import { openTestStorage } from '../../testing/test-storage.ts';
import type { Storage } from '../../store/storage.ts';
import { createTestCertificate } from '../../testing/certificate.ts';
import { SILENT_LOGGER } from '../../testing/silent-logger.ts';
import { pop3Server } from '../session.ts';
import type { Pop3Deps } from '../session.ts';

export const USER = 'mrose@example.com';
export const PASSWORD = 'correct  horse 手紙';
/** As cheap as argon2id gets: these tests are not about it. */
const CHEAP = { memoryKib: 8, passes: 1, lanes: 1 };
const ACCOUNT = { displayName: 'Rose', locale: 'en', isAdmin: false, quotaBytes: 0 } as const;

export interface Pop3TestServer {
  readonly host: string;
  readonly port: number;
  readonly storage: Storage;
  readonly account: Account;
  /** Delivers a message to the inbox as SMTP would. */
  deliver(message: string | Buffer): Promise<void>;
  /** UIDs in the inbox. */
  uids(): Promise<number[]>;
  /** Stops accepting and asks sessions to end. */
  drain(): Promise<void>;
}

type Foundation = Omit<Pop3Deps, 'authenticator'>;

export interface Pop3TestOptions {
  /** For a test that looks beneath the store. */
  readonly adapter?: 'sqlite';
  readonly tls?: 'starttls' | 'implicit';
  readonly limits?: Partial<Config['limits']>;
  readonly allowPlainOnLoopback?: boolean;
  readonly pop3?: Partial<Config['pop3']>;
  /** Makes legacy app passwords possible. */
  readonly sealer?: PasswordSealer;
  readonly clock?: () => Date;
  /** Told what the listener or the session logs as an error. */
  readonly onFault?: (fault: unknown) => void;
  /** Replaces parts of what the server stands on. */
  readonly deps?: (deps: Foundation) => Partial<Foundation>;
}

/** A POP3 server over the real store with one account, on a free port, stopped when the test ends. */
export async function startPop3TestServer(
  context: TestContext,
  options: Pop3TestOptions = {},
): Promise<Pop3TestServer> {
  const storage = await openTestStorage({ adapter: options.adapter });
  const { store } = storage;
  await store.addDomain('example.com');
  const verifiers = await makeVerifiers(PASSWORD, { argon2Cost: CHEAP });
  const account = await store.addAccount({ ...ACCOUNT, address: USER, verifiers });
  const deps = composeDeps(storage, options);
  const authenticator = createAuthenticator({
    ...deps,
    argon2Cost: CHEAP,
    sealer: options.sealer ?? null,
  });
  const listener = await startListener({
    address: '127.0.0.1:0',
    tls: options.tls ?? 'starttls',
    tlsContext: createTlsContext(createTestCertificate()),
    handler: pop3Server({ ...deps, authenticator }),
    limits: new ConnectionLimits({ maxConnections: 1_000, maxConnectionsPerAddress: 1_000 }),
    logger: { debug: () => undefined, error: (fault: unknown) => options.onFault?.(fault) },
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
    deliver: (message) => deliver(storage, account, Buffer.from(message)),
    uids: () => inboxUids(storage, account),
    drain: () => listener.close({ drainMs: 5_000 }),
  };
}

function composeDeps(storage: Storage, options: Pop3TestOptions): Foundation {
  const { limits, pop3, allowPlainOnLoopback = true, clock = () => new Date() } = options;
  const config = {
    ...DEFAULT_CONFIG,
    tls: { ...DEFAULT_CONFIG.tls, allowPlainOnLoopback },
    limits: { ...DEFAULT_CONFIG.limits, ...limits },
    pop3: { ...DEFAULT_CONFIG.pop3, ...pop3 },
  };
  const { store, blobs, bus } = storage;
  const cache = new MailboxCache(store);
  const deps = { config, store, blobs, bus, cache, logger: SILENT_LOGGER, clock };
  return { ...deps, ...options.deps?.(deps) };
}

async function deliver(storage: Storage, account: Account, bytes: Buffer): Promise<void> {
  await storage.store.deliver({
    traceId: 'test00000000',
    blob: { kind: 'memory', bytes, sizeBytes: bytes.length },
    content: scanMessage(bytes),
    receivedAt: new Date(),
    local: [{ accountId: account.id, mailbox: 'inbox', keywords: { flags: 0, custom: [] } }],
    onOverQuota: 'throw',
    queue: null,
  });
}

async function inboxUids({ store }: Storage, { id }: Account): Promise<number[]> {
  const inbox = (await store.listMailboxes(id)).find(({ role }) => role === 'inbox');
  if (!inbox) throw new Error('no inbox');
  return [...(await store.readMailbox(id, inbox.id, 0 as ModSeq)).rows.uids];
}

/** A message of exactly `sizeBytes` octets, CRLF at its end. */
export function messageOfSize(sizeBytes: number): string {
  const header = 'From: a@example.com\r\nSubject: x\r\n\r\n';
  return `${header}${'.'.repeat(sizeBytes - header.length - 2)}\r\n`;
}
