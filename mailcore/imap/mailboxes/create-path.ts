import { MailError } from '../../errors.ts';
import type { Mailbox, MailboxRole } from '../../model/mailbox.ts';
import { pathLevels, SEPARATOR } from './mailbox-tree.ts';
import type { MailboxTree } from './mailbox-tree.ts';
import { isSharedPath } from './shared-namespace.ts';
import type { ImapSession } from '../session-state.ts';

/** Creates the mailbox at `path` and the superior ones it lacks. Throws as Store.createMailbox. RFC 9051 §6.3.4. */
export async function createPath(
  session: ImapSession,
  tree: MailboxTree,
  path: string,
  role: MailboxRole | null,
): Promise<Mailbox> {
  const parent = await ensureParent(session, tree, path);
  const name = pathLevels(path).at(-1) as string;
  return createIn(session, parent, { name, role });
}

/** The mailbox above `path`, created when it is missing; null at the top. */
export async function ensureParent(
  session: ImapSession,
  tree: MailboxTree,
  path: string,
): Promise<Mailbox | null> {
  const levels = pathLevels(path);
  if (levels.some((level) => !isLevelName(level))) {
    throw new MailError('invalidMailboxName', 'Mailbox name has characters that cannot be used');
  }
  let parent: Mailbox | null = null;
  for (let depth = 1; depth < levels.length; depth++) {
    const superior = tree.find(levels.slice(0, depth).join(SEPARATOR));
    const isAboveShared = superior === null && parent === null && isSharedPath(path);
    if (isAboveShared) continue;
    parent = superior ?? (await createIn(session, parent, { name: levels[depth - 1] as string }));
  }
  // Among the mailboxes of others there is room only inside one of them.
  if (parent === null && isSharedPath(path))
    throw new MailError('noPermission', 'Mailboxes cannot be created there');
  return parent;
}

function createIn(
  session: ImapSession,
  parent: Mailbox | null,
  mailbox: { name: string; role?: MailboxRole | null },
): Promise<Mailbox> {
  const accountId = parent?.accountId ?? session.account.id;
  const store = session.storeOf({ accountId });
  return store.createMailbox(accountId, { ...mailbox, parentId: parent?.id ?? null });
}

/** RFC 9051 §5.1, RFC 5198 §2: no controls; the wildcards of LIST would make a name nobody can list alone. */
function isLevelName(level: string): boolean {
  return !/[\p{Cc}*%\u2028\u2029]/u.test(level);
}
