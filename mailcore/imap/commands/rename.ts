import { MailError } from '../../errors.ts';
import { placeOf } from '../../store/access/mailbox-access.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import { createPath, ensureParent } from '../mailboxes/create-path.ts';
import { ok } from '../errors.ts';
import { listResponse } from '../mailboxes/list-response.ts';
import type { MailboxTree } from '../mailboxes/mailbox-tree.ts';
import { pathLevels, SEPARATOR } from '../mailboxes/mailbox-tree.ts';
import { isSharedPath } from '../mailboxes/shared-namespace.ts';
import type { ImapSession } from '../session-state.ts';
import type { Mailbox } from '../../model/mailbox.ts';
import type { ModSeq, Uid } from '../../model/ids.ts';
import type { Decoder } from '../wire/decoder.ts';

export const rename = defineCommand({
  name: 'RENAME',
  states: SIGNED_IN,
  mayTakeLong: true,
  rfc: 'RFC 9051 §6.3.6',
  parse(decoder: Decoder) {
    decoder.sp();
    const from = decoder.mailbox();
    decoder.sp();
    return { from, to: decoder.mailbox() };
  },
  async run(session, { from, to }) {
    const tree = await session.mailboxes();
    const mailbox = tree.get(from);
    if (tree.find(to) !== null) throw new MailError('alreadyExists', 'Mailbox exists already');
    if (mailbox.role === 'inbox' && mailbox.accountId === session.account.id)
      await moveOutOfInbox(session, tree, mailbox, to);
    else if (to.startsWith(from + SEPARATOR))
      throw new MailError('invalidArgument', 'A mailbox cannot move into itself');
    else {
      await move(session, tree, mailbox, to);
      if (session.enabled.isRev2) await reportNames(session, tree, to);
    }
    return ok('Mailbox renamed');
  },
});

/** Children move along: they name their parent by id. */
async function move(session: ImapSession, tree: MailboxTree, mailbox: Mailbox, to: string): Promise<void> {
  // Before anything is created on the way.
  if (isSharedPath(to) !== (mailbox.accountId !== session.account.id)) throw otherAccount();
  const parent = await ensureParent(session, tree, to);
  const name = pathLevels(to).at(-1) as string;
  if (parent !== null && parent.accountId !== mailbox.accountId) throw otherAccount();
  await session.storeOf(mailbox).updateMailbox(mailbox.accountId, mailbox.id, {
    name,
    parentId: parent?.id ?? null,
  });
}

function otherAccount(): MailError {
  return new MailError('invalidArgument', 'A mailbox cannot move to another account');
}

/** RFC 9051 §6.3.9.7: the mailbox and those below it under their new names, each with its old one. */
async function reportNames(session: ImapSession, before: MailboxTree, to: string): Promise<void> {
  const oldNames = new Map(before.entries.map(({ mailbox, path }) => [mailbox.id, path]));
  for (const entry of (await session.mailboxes()).entries) {
    if (entry.path !== to && !entry.path.startsWith(to + SEPARATOR)) continue;
    void session.untagged(listResponse(session, entry, { oldName: oldNames.get(entry.mailbox.id) ?? null }));
  }
}

/** RFC 9051 §6.3.6: renaming INBOX moves its messages to a new mailbox; INBOX stays, empty, with its children. */
async function moveOutOfInbox(
  session: ImapSession,
  tree: MailboxTree,
  inbox: Mailbox,
  to: string,
): Promise<void> {
  const created = await createPath(session, tree, to, null);
  const { rows } = await session.storeOf(inbox).readMailbox(inbox.accountId, inbox.id, 0 as ModSeq);
  const uids = [...rows.uids] as Uid[];
  await session.access.transfer(placeOf(inbox), uids, placeOf(created), { isMove: true });
}
