import type { Account, CredentialVerifiers } from '../../model/account.ts';
import type { StoreEvent } from '../../model/change.ts';
import type { MessageContent } from '../../model/content.ts';
import type { AccountId, MailboxId, Uid } from '../../model/ids.ts';
import { type KeywordSet, NO_KEYWORDS } from '../../model/keyword.ts';
import type { Mailbox, MailboxRole } from '../../model/mailbox.ts';
import { scanMessage } from '../../message/scan.ts';
import type { PendingBlob } from '../blobs.ts';
import type { Bus } from '../bus.ts';
import type { Delivery, LocalDelivery } from '../delivery.ts';
import type { AppendedEmail } from '../email-store.ts';
import type { Store } from '../store.ts';

const SCRAM = { salt: 'c2FsdA==', iterations: 4096, storedKey: 'c3RvcmVk', serverKey: 'c2VydmVy' };

export const VERIFIERS: CredentialVerifiers = {
  argon2: '$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA',
  scramSha256: SCRAM,
  scramSha1: SCRAM,
};

/** Creates the domain when it is missing. */
export async function addTestAccount(
  store: Store,
  address = 'tomo@sample.com',
  quotaBytes = 0,
): Promise<Account> {
  const domain = address.slice(address.indexOf('@') + 1);
  const domains = await store.listDomains();
  if (!domains.some(({ name }) => name === domain)) await store.addDomain(domain);
  return store.addAccount({
    address,
    displayName: 'Tomo',
    locale: 'ja',
    isAdmin: false,
    quotaBytes,
    verifiers: VERIFIERS,
  });
}

export async function mailboxByRole(store: Store, accountId: AccountId, role: MailboxRole): Promise<Mailbox> {
  const mailbox = (await store.listMailboxes(accountId)).find((candidate) => candidate.role === role);
  if (!mailbox) throw new Error(`no ${role}`);
  return mailbox;
}

export function inboxOf(store: Store, accountId: AccountId): Promise<Mailbox> {
  return mailboxByRole(store, accountId, 'inbox');
}

export interface TestMessage {
  readonly blob: PendingBlob;
  readonly content: MessageContent;
}

/** A small message; `headers` in front of the usual ones. */
export function message(body: string, headers: readonly string[] = []): TestMessage {
  const lines = [...headers, 'From: Hana <hana@test.org>', 'To: tomo@sample.com', '', body, ''];
  const bytes = Buffer.from(lines.join('\r\n'));
  return { blob: { kind: 'memory', bytes, sizeBytes: bytes.length }, content: scanMessage(bytes) };
}

export function local(accountId: AccountId, mailbox: LocalDelivery['mailbox'] = 'inbox'): LocalDelivery {
  return { accountId, mailbox, keywords: NO_KEYWORDS };
}

export function delivery(parts: Partial<Delivery> & TestMessage): Delivery {
  return {
    traceId: 'abcdefghijkl',
    receivedAt: new Date(),
    local: [],
    onOverQuota: 'throw',
    queue: null,
    ...parts,
  };
}

export async function append(
  store: Store,
  accountId: AccountId,
  mailboxId: MailboxId,
  options: { body?: string; headers?: readonly string[]; keywords?: KeywordSet } = {},
): Promise<AppendedEmail & { uid: Uid }> {
  const [appended] = await store.appendEmails(accountId, [
    {
      ...message(options.body ?? 'hello', options.headers),
      mailboxIds: [mailboxId],
      keywords: options.keywords ?? NO_KEYWORDS,
      receivedAt: new Date(),
    },
  ]);
  const uid = appended?.places[0]?.uid;
  if (!appended || uid === undefined) throw new Error('nothing appended');
  return { ...appended, uid };
}

export async function faults(store: Store): Promise<string[]> {
  const found: string[] = [];
  for await (const { fault } of store.verify()) found.push(fault);
  return found;
}

/** The next event that satisfies `wanted`. */
export function nextEvent(bus: Bus, wanted: (event: StoreEvent) => boolean): Promise<StoreEvent> {
  return new Promise((resolve) => {
    const stop = bus.subscribe((event) => {
      if (!wanted(event)) return;
      stop();
      resolve(event);
    });
  });
}
