import { MailError } from '../errors.ts';
import type { AccountId } from '../model/ids.ts';
import type { Mailbox } from '../model/mailbox.ts';
import { ALL_RIGHTS, NO_RIGHTS, parseRights, type Rights } from '../model/rights.ts';
import type { Directory } from '../store/directory.ts';
import type { MailboxStore } from '../store/mailbox-store.ts';
import type { SharingStore } from '../store/sharing-store.ts';
import { requireAccount } from './accounts.ts';
import { listMailboxPaths } from './mailbox-paths.ts';

type SharingDirectory = Directory & MailboxStore & SharingStore;

/** What somebody may do in a mailbox of another. */
export interface Share {
  /** Levels joined by `/`. */
  readonly mailbox: string;
  /** An address, or `anyone`. */
  readonly grantee: string;
  readonly rights: Rights;
}

const ANYONE = 'anyone';
/** Words for what people mean; letters do as well. */
const WORDS: Readonly<Record<string, string>> = { read: 'lr', edit: 'lrswite', all: ALL_RIGHTS };

/** What a user shares, by mailbox, then grantee. Throws `accountNotFound`. */
export async function listShares(store: SharingDirectory, owner: string): Promise<Share[]> {
  const { id } = await requireAccount(store, owner);
  const shares: Share[] = [];
  for (const { mailbox, path } of await listMailboxPaths(store, id)) {
    for (const { grantee, rights } of await store.listRights(id, mailbox.id))
      shares.push({ mailbox: path.join('/'), grantee: grantee?.address ?? ANYONE, rights });
  }
  return shares;
}

/**
 * Lets somebody (`anyone`: everybody) use a mailbox of `owner`; `rights` are `read`, `edit`, `all` or letters of RFC 4314. Replaces what was
 * granted. Throws `accountNotFound`, `mailboxNotFound`, `invalidArgument`.
 */
export async function shareMailbox(
  store: SharingDirectory,
  share: { owner: string; mailbox: string; grantee: string; rights: string },
): Promise<Share> {
  const rights = parseRights(WORDS[share.rights] ?? share.rights);
  if (rights === null || rights === NO_RIGHTS)
    throw new MailError(
      'invalidArgument',
      `"${share.rights}" are no rights: read, edit, all, or letters of ${ALL_RIGHTS}.`,
    );
  return replaceRights(store, share, rights);
}

/** Takes everything back that was granted to `grantee`. Throws as {@link shareMailbox}. */
export async function unshareMailbox(
  store: SharingDirectory,
  share: { owner: string; mailbox: string; grantee: string },
): Promise<Share> {
  return replaceRights(store, share, NO_RIGHTS);
}

async function replaceRights(
  store: SharingDirectory,
  { owner, mailbox: path, grantee }: { owner: string; mailbox: string; grantee: string },
  rights: Rights,
): Promise<Share> {
  const { id } = await requireAccount(store, owner);
  const mailbox = await requireMailbox(store, id, path);
  const who = grantee === ANYONE ? null : await requireAccount(store, grantee);
  await store.setRights(id, mailbox.id, who?.id ?? null, { mode: 'replace', rights });
  return { mailbox: path, grantee: who?.address ?? ANYONE, rights };
}

async function requireMailbox(store: MailboxStore, owner: AccountId, path: string): Promise<Mailbox> {
  const wanted = path.normalize('NFC');
  const found = (await listMailboxPaths(store, owner)).find((entry) =>
    isSamePath(entry.path.join('/'), wanted),
  );
  if (!found) throw new MailError('mailboxNotFound', `There is no mailbox ${path}.`);
  return found.mailbox;
}

/** RFC 9051 §5.1: INBOX in any case. */
function isSamePath(path: string, wanted: string): boolean {
  return (
    path === wanted ||
    (/^inbox(?:\/|$)/i.test(path) && path.slice(5) === wanted.slice(5) && /^inbox/i.test(wanted))
  );
}
