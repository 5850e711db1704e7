import type { AccountId, MailboxId } from '../model/ids.ts';
import type { Mailbox } from '../model/mailbox.ts';
import type { MailboxStore } from '../store/mailbox-store.ts';

/** Levels from the root: ["Work", "Projects"]. */
export type MailboxPath = readonly string[];

/** Finds mailboxes by path and makes those that are missing. */
export interface MailboxPaths {
  ensure(path: MailboxPath): Promise<MailboxId>;
}

export async function openMailboxPaths(store: MailboxStore, accountId: AccountId): Promise<MailboxPaths> {
  const known = new Map<string, MailboxId>();
  for (const { mailbox, path } of await listMailboxPaths(store, accountId))
    known.set(keyOf(path), mailbox.id);

  async function ensure(path: MailboxPath): Promise<MailboxId> {
    const found = known.get(keyOf(path));
    if (found !== undefined) return found;
    const parentId = path.length > 1 ? await ensure(path.slice(0, -1)) : null;
    const name = path.at(-1) ?? '';
    const { id } = await store.createMailbox(accountId, { name, parentId, isSubscribed: true });
    known.set(keyOf(path), id);
    return id;
  }
  return { ensure };
}

/** Every mailbox of the account with its path, parents first. */
export async function listMailboxPaths(
  store: MailboxStore,
  accountId: AccountId,
): Promise<{ mailbox: Mailbox; path: MailboxPath }[]> {
  const paths = new Map<MailboxId, MailboxPath>();
  return (await store.listMailboxes(accountId)).map((mailbox) => {
    const path = [...((mailbox.parentId !== null && paths.get(mailbox.parentId)) || []), mailbox.name];
    paths.set(mailbox.id, path);
    return { mailbox, path };
  });
}

/** The inbox has one name in any case; others are told apart by case. RFC 9051 §5.1. */
function keyOf(path: MailboxPath): string {
  const [first = '', ...rest] = path.map((name) => name.normalize('NFC'));
  return JSON.stringify([/^inbox$/i.test(first) ? 'INBOX' : first, ...rest]);
}
