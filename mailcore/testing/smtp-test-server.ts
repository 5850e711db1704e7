import type { TestContext } from 'node:test';
import type { Logger } from 'pino';
import { DEFAULT_CONFIG, type Config } from '../config.ts';
import { createDelivery } from '../delivery/inbound.ts';
import type { Account } from '../model/account.ts';
import type { Email } from '../model/email.ts';
import type { MailboxRole } from '../model/mailbox.ts';
import { ConnectionLimits } from '../net/connection-limits.ts';
import { startListener, type Listener } from '../net/listener.ts';
import { createTlsContext } from '../net/tls-context.ts';
import { createAuthenticator } from '../sasl/authenticator.ts';
import { makeVerifiers } from '../sasl/credentials.ts';
import type { PasswordSealer } from '../sasl/sealed-password.ts';
import { smtpServer } from '../smtp/server/session.ts';
import { openTestStorage } from './test-storage.ts';
import type { Storage } from '../store/storage.ts';
import { createTestCertificate } from './certificate.ts';
import { LineClient } from './line-client.ts';
import { SILENT_LOGGER } from './silent-logger.ts';

/** The password of every account that {@link SmtpTestServer.addUser} makes. */
export const PASSWORD = 'correct horse';
/** As cheap as argon2id gets: these tests are not about it. */
const CHEAP = { memoryKib: 8, passes: 1, lanes: 1 };

export interface SmtpTestServer {
  readonly host: string;
  readonly receive: Listener;
  readonly submission: Listener;
  readonly storage: Storage;
  readonly config: Config;
  addUser(address: string, options?: { quotaBytes?: number; isAdmin?: boolean }): Promise<Account>;
  /** The emails of an account's mailbox with their bytes, oldest first. */
  mail(account: Account, role?: MailboxRole): Promise<{ email: Email; text: string }[]>;
  /** A client that has read the greeting. */
  dial(kind?: 'receive' | 'submission'): Promise<LineClient>;
}

export interface SmtpTestOptions {
  readonly limits?: Partial<Config['limits']>;
  readonly allowPlainOnLoopback?: boolean;
  readonly logger?: Logger;
  readonly clock?: () => Date;
  /** Makes legacy app passwords possible. */
  readonly sealer?: PasswordSealer;
}

/** Receive and submission listeners for mx.example.com over the real store, in the domain example.com; stopped when the test ends. */
export async function startSmtpServer(
  t: TestContext,
  options: SmtpTestOptions = {},
): Promise<SmtpTestServer> {
  const storage = await openTestStorage();
  const { store, blobs, bus } = storage;
  await store.addDomain('example.com');
  const config: Config = {
    ...DEFAULT_CONFIG,
    hostname: 'mx.example.com',
    limits: { ...DEFAULT_CONFIG.limits, ...options.limits },
    tls: { ...DEFAULT_CONFIG.tls, allowPlainOnLoopback: options.allowPlainOnLoopback ?? false },
  };
  const { logger = SILENT_LOGGER, clock = () => new Date() } = options;
  const authenticator = createAuthenticator({
    store,
    bus,
    clock,
    logger,
    argon2Cost: CHEAP,
    sealer: options.sealer ?? null,
  });
  const deps = {
    config,
    authenticator,
    blobs,
    logger,
    clock,
    delivery: createDelivery({ config, store, blobs, logger }),
  };
  const tlsContext = createTlsContext(createTestCertificate());
  const limits = new ConnectionLimits(config.limits);
  const [receive, submission] = await Promise.all(
    (['receive', 'submission'] as const).map((kind) =>
      startListener({
        address: '127.0.0.1:0',
        tls: 'starttls',
        tlsContext,
        handler: smtpServer(deps, { kind }),
        limits,
        logger,
      }),
    ),
  );
  if (!receive || !submission) throw new Error('no listeners');
  const clients: LineClient[] = [];
  t.after(async () => {
    for (const client of clients) client.close();
    await Promise.all([receive.close({ drainMs: 0 }), submission.close({ drainMs: 0 })]);
    authenticator.close();
    await storage.close();
  });
  return {
    host: '127.0.0.1',
    receive,
    submission,
    storage,
    config,
    addUser: async (address, { quotaBytes = 0, isAdmin = false } = {}) =>
      store.addAccount({
        address,
        displayName: '',
        locale: 'en',
        isAdmin,
        quotaBytes,
        verifiers: await makeVerifiers(PASSWORD, { argon2Cost: CHEAP }),
      }),
    mail: (account, role = 'inbox') => readMail(storage, account, role),
    async dial(kind = 'receive') {
      const { port } = kind === 'receive' ? receive : submission;
      const client = await LineClient.open({ host: '127.0.0.1', port });
      clients.push(client);
      await client.reply();
      return client;
    },
  };
}

async function readMail(
  { store, blobs }: Storage,
  { id }: Account,
  role: MailboxRole,
): Promise<{ email: Email; text: string }[]> {
  const mailbox = (await store.listMailboxes(id)).find((candidate) => candidate.role === role);
  if (!mailbox) throw new Error(`no ${role}`);
  const { rows } = await store.readMailbox(id, mailbox.id, 0 as Account['modseq']);
  const ids = Array.from(rows.emailIds) as Email['id'][];
  const contents = await store.getContents(id, ids);
  const emails = await store.getEmails(id, ids);
  return Promise.all(
    emails.map(async (email) => {
      const content = contents.get(email.id);
      if (!content) throw new Error('no content');
      return { email, text: (await blobs.read(content.blob.location)).toString('latin1') };
    }),
  );
}
