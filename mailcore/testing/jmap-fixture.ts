import { DEFAULT_CONFIG, type Config } from '../config.ts';
import { createDelivery } from '../delivery/inbound.ts';
import type { Account } from '../model/account.ts';
import type { MailboxRole } from '../model/mailbox.ts';
import { openTestStorage, type TestStorage } from './test-storage.ts';
import { createJmap, type Jmap } from '../jmap/index.ts';
import type { Id, Invocation, JmapResponse, ProblemDetails } from '../jmap/types.ts';
import { SILENT_LOGGER } from './silent-logger.ts';

const CAPABILITIES = ['core', 'mail', 'submission'].map((name) => `urn:ietf:params:jmap:${name}`);
const VERIFIER = { salt: 'c2FsdA==', iterations: 4096, storedKey: 'a2V5', serverKey: 'a2V5' };

/** JMAP on a store of its own in memory, for tests: accounts tomo@ and yuki@sample.com, the real delivery. */
export interface JmapFixture extends AsyncDisposable {
  readonly storage: TestStorage;
  readonly jmap: Jmap;
  readonly account: Account;
  readonly other: Account;
  readonly accountId: Id;
  readonly config: Config;
  readonly clock: { now: Date };
  /** Runs calls of the account, each `[name, arguments]`; arguments get the accountId. */
  call(...calls: readonly (readonly [name: string, args: object])[]): Promise<Invocation[]>;
  /** Runs one call and returns its arguments; fails on an error response. */
  run<Response = Record<string, unknown>>(name: string, args: object): Promise<Response>;
  request(body: unknown, account?: Account): Promise<JmapResponse | ProblemDetails>;
  mailbox(role: MailboxRole): Promise<Id>;
  /** Files a message, lines joined by CRLF, and returns the id of its email. */
  importMessage(
    lines: readonly string[],
    options?: { role?: MailboxRole; keywords?: string[]; receivedAt?: string },
  ): Promise<Id>;
}

export async function openJmapFixture(patch: Partial<Config> = {}): Promise<JmapFixture> {
  const clock = { now: new Date('2026-11-24T09:00:00Z') };
  const storage = await openTestStorage({ clock: () => clock.now });
  const { store } = storage;
  await store.addDomain('sample.com');
  const account = await addAccount(storage, 'tomo@sample.com', 'Tomo');
  const other = await addAccount(storage, 'yuki@sample.com', 'Yuki');
  const config: Config = { ...DEFAULT_CONFIG, hostname: 'mail.sample.com', ...patch };
  const logger = SILENT_LOGGER;
  const delivery = createDelivery({ config, ...storage, logger });
  const jmap = createJmap({ config, ...storage, delivery, clock: () => clock.now, logger });
  const accountId = `a${account.id}`;

  async function call(...calls: readonly (readonly [string, object])[]): Promise<Invocation[]> {
    const methodCalls = calls.map(([name, args], index) => [name, { accountId, ...args }, `c${index}`]);
    const response = await jmap.handle(account, { using: CAPABILITIES, methodCalls });
    if (!('methodResponses' in response)) throw new Error(`refused: ${response.detail}`);
    return throughJson(response.methodResponses);
  }

  async function run<Response>(name: string, args: object): Promise<Response> {
    const [[answer, response]] = (await call([name, args])) as [Invocation];
    if (answer !== name) throw new Error(`${name}: ${JSON.stringify(response)}`);
    return response as Response;
  }

  async function mailbox(role: MailboxRole): Promise<Id> {
    const mailboxes = await store.listMailboxes(account.id);
    return `m${mailboxes.find((candidate) => candidate.role === role)!.id}`;
  }

  return {
    storage,
    jmap,
    account,
    other,
    accountId,
    config,
    clock,
    call,
    run,
    mailbox,
    request: async (body, who = account) => throughJson(await jmap.handle(who, body)),
    async importMessage(lines, { role = 'inbox', keywords = [], receivedAt } = {}) {
      const { blobId } = await upload(jmap, account, lines.join('\r\n'));
      const email = {
        blobId,
        mailboxIds: { [await mailbox(role)]: true },
        keywords: Object.fromEntries(keywords.map((name) => [name, true])),
        ...(receivedAt === undefined ? {} : { receivedAt }),
      };
      const { created } = await run<{ created: Record<string, { id: Id }> }>('Email/import', {
        emails: { k: email },
      });
      return created.k!.id;
    },
    [Symbol.asyncDispose]: () => storage.close(),
  };
}

function addAccount({ store }: TestStorage, address: string, displayName: string): Promise<Account> {
  const verifiers = { scramSha256: VERIFIER, scramSha1: VERIFIER };
  return store.addAccount({ address, displayName, locale: 'en', isAdmin: false, quotaBytes: 0, verifiers });
}

export async function upload(jmap: Jmap, account: Account, text: string, type = 'message/rfc822') {
  const result = await jmap.upload(
    account,
    (async function* () {
      yield Buffer.from(text);
    })(),
    type,
  );
  if (!('blobId' in result)) throw new Error(result.detail);
  return result;
}

/** What a client sees: nothing that JSON does not carry. */
function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
