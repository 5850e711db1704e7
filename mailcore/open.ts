import type { MessagePort } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Config, ListenConfig } from './config.ts';
import { createDelivery } from './delivery/inbound.ts';
import type { DeliveryService } from './delivery/delivery.ts';
import { imapServer } from './imap/session.ts';
import { createJmap, type Jmap } from './jmap/index.ts';
import { startMailListeners, type MailListeners, type MailProtocol } from './listeners.ts';
import type { AccountId, EmailId } from './model/ids.ts';
import { createResolver } from './net/dns.ts';
import type { TlsFiles } from './net/tls-context.ts';
import { pop3Server } from './pop3/session.ts';
import { ownListeners } from './queue/own-listeners.ts';
import { createQueue, type Queue } from './queue/queue.ts';
import { createAuthenticator } from './sasl/authenticator.ts';
import type { Authenticator } from './sasl/sasl.ts';
import { createPasswordSealer, type PasswordSealer } from './sasl/sealed-password.ts';
import { installationSecret } from './secret.ts';
import { smtpServer } from './smtp/server/session.ts';
import { MailboxCache } from './store/mailbox-cache.ts';
import { attachSqliteStorage, openOrAttach } from './store/sqlite/attach.ts';
import { isPostgresUrl, openPostgresStorage } from './store/postgres/open.ts';
import { openSqliteStorage, type OwnedStorage } from './store/sqlite/open.ts';
import type { Storage } from './store/storage.ts';
import { renderMessage, type MessageView, type ViewOptions } from './view/render-message.ts';

export interface OpenOptions {
  /**
   * `owner`: the server's main thread, with the writer in a thread of its own. `thread`: one of its protocol threads, with a port
   * to that writer. `visitor`: another process, through the running owner if there is one.
   */
  readonly role: 'owner' | 'thread' | 'visitor';
  /** With `thread`: what the owner's `share()` gave. */
  readonly writer?: MessagePort | null;
  readonly logger: Logger;
  readonly clock?: () => Date;
}

/** The mail system as one thread has it. */
export interface Mailcore extends Storage {
  readonly config: Config;
  readonly authenticator: Authenticator;
  /** Null where legacy app passwords are not allowed. */
  readonly passwordSealer: PasswordSealer | null;
  readonly delivery: DeliveryService;
  readonly jmap: Jmap;
  /** Resolves when the writer is gone: null after `close`, else why. Never for those who do not own it. */
  readonly writerEnded: Promise<Error | null>;
  /** A port to the writer for another thread; null where every thread writes by itself. Owner only. */
  share(): MessagePort | null;
  /** Opens SMTP, IMAP and POP3 on `listen`. */
  startMailListeners(options: {
    listen: Pick<ListenConfig, MailProtocol>;
    tlsFiles: TlsFiles;
  }): Promise<MailListeners>;
  /** Starts sending what is queued. `listening` = where our own SMTP listeners really are, so that mail never loops back to them. */
  startQueue(listening: Pick<ListenConfig, 'smtp' | 'submission' | 'submissions'>): void;
  renderMessage(accountId: AccountId, emailId: EmailId, options: ViewOptions): Promise<MessageView | null>;
}

/** Opens the data folder and composes everything else over it. Throws MailError `inUse` when another process owns the folder. */
export async function openMailcore(config: Config, options: OpenOptions): Promise<Mailcore> {
  const { logger, clock = () => new Date() } = options;
  const storage = await openStorage(config, options);
  const { store, blobs, bus, search } = storage;
  const cache = new MailboxCache(store);
  const secret = installationSecret(config.dataDir);
  const passwordSealer = config.auth.legacy ? createPasswordSealer(secret) : null;
  const { hostname } = config;
  const authenticator = createAuthenticator({
    store,
    bus,
    logger,
    clock,
    secret,
    hostname,
    sealer: passwordSealer,
  });
  const delivery = createDelivery({ config, store, blobs, logger });
  const jmap = createJmap({ config, store, blobs, bus, search, delivery, cache, clock, logger });
  let queue: Queue | null = null;

  return {
    ...storage,
    config,
    authenticator,
    passwordSealer,
    delivery,
    jmap,
    writerEnded: isOwned(storage) ? storage.writerEnded : new Promise(() => undefined),
    share: () => (isOwned(storage) ? storage.share() : null),
    startMailListeners({ listen, tlsFiles }) {
      const deps = { config, store, blobs, bus, search, cache, delivery, authenticator, logger, clock };
      const submission = smtpServer(deps, { kind: 'submission' });
      const imap = imapServer(deps);
      const pop3 = pop3Server(deps);
      const handlers = {
        smtp: smtpServer(deps, { kind: 'receive' }),
        submission,
        submissions: submission,
        imap,
        imaps: imap,
        pop3,
        pop3s: pop3,
      };
      return startMailListeners({ config, listen, handlers, tlsFiles, logger });
    },
    startQueue(listening) {
      const resolver = createResolver({ servers: config.dns.servers });
      const isOwnListener = ownListeners(listening);
      queue = createQueue({ config, store, blobs, bus, resolver, logger, clock, isOwnListener });
      queue.start();
    },
    renderMessage: (accountId, emailId, view) => renderMessage({ store, blobs }, accountId, emailId, view),
    async close() {
      await queue?.stop();
      authenticator.close();
      await storage.close();
    },
  };
}

function isOwned(storage: Storage): storage is OwnedStorage {
  return 'share' in storage;
}

function openStorage(
  { dataDir, storage: { url }, retention: bounds, blobs: { segmentBytes, compressAfterDays } }: Config,
  { role, writer, logger, clock }: OpenOptions,
): Promise<Storage> {
  const retention = { undeleteDays: bounds.undeleteDays, maxBytes: bounds.undeleteMaxBytes };
  if (isPostgresUrl(url)) return openPostgresStorage({ url, dataDir, clock, retention });
  if (role === 'owner') {
    const onFault = (err: Error): void => logger.error({ err }, 'the search index cannot be kept up to date');
    return openSqliteStorage({
      dataDir,
      writer: 'thread',
      retention,
      segmentBytes,
      compressAfterDays,
      indexing: { onFault },
    });
  }
  if (role === 'visitor') return openOrAttach(dataDir, { retention, segmentBytes, compressAfterDays });
  if (!writer) throw new Error('a thread needs a port to the writer');
  return attachSqliteStorage(dataDir, writer);
}
