import { MailError } from '../errors.ts';
import type { Mailbox, MailboxRole } from '../model/mailbox.ts';
import { pathLevels, SEPARATOR } from './mailbox-tree.ts';
import type { MailboxTree } from './mailbox-tree.ts';
import type { ImapSession } from './session-state.ts';

/** Creates the mailbox at `path` and the superior ones it lacks. Throws as Store.createMailbox. RFC 9051 §6.3.4. */
export async function createPath(
  session: ImapSession,
  tree: MailboxTree,
  path: string,
  role: MailboxRole | null,
): Promise<Mailbox> {
  const parent = await ensureParent(session, tree, path);
  const name = pathLevels(path).at(-1) as string;
  return session.deps.store.createMailbox(session.account.id, { name, parentId: parent?.id ?? null, role });
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
    parent = superior ?? (await createLevel(session, levels[depth - 1] as string, parent));
  }
  return parent;
}

function createLevel(session: ImapSession, name: string, parent: Mailbox | null): Promise<Mailbox> {
  return session.deps.store.createMailbox(session.account.id, { name, parentId: parent?.id ?? null });
}

/** RFC 9051 §5.1, RFC 5198 §2: no controls; the wildcards of LIST would make a name nobody can list alone. */
function isLevelName(level: string): boolean {
  return !/[\p{Cc}*%\u2028\u2029]/u.test(level);
}
