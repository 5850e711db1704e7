import { defineCommand, SIGNED_IN } from '../command.ts';
import { ok } from '../errors.ts';
import { decodeListRequest } from '../list-options.ts';
import type { ListRequest } from '../list-options.ts';
import { matchesPattern, SEPARATOR } from '../mailbox-tree.ts';
import type { MailboxEntry, MailboxTree } from '../mailbox-tree.ts';
import type { ImapSession } from '../session-state.ts';
import { specialUse } from '../special-use.ts';
import { sendStatus } from '../status-items.ts';
import { encodeString } from '../wire/encoder.ts';

export const list = defineCommand({
  name: 'LIST',
  states: SIGNED_IN,
  rfc: 'RFC 9051 §6.3.9, RFC 5258, RFC 5819, RFC 6154',
  parse: decodeListRequest,
  async run(session, request) {
    if (request.patterns.length === 1 && request.patterns[0] === '') {
      // RFC 9051 §6.3.9: an empty pattern asks for the separator and the root.
      void session.untagged(`LIST (\\Noselect) ${encodeString(SEPARATOR)} ${encodeString('')}`);
      return ok('List completed');
    }
    const tree = await session.mailboxes();
    const holders = request.isRecursive ? holdersOf(tree, request) : new Set<string>();
    for (const entry of tree.entries)
      if (matches(entry.path, request)) await report(session, entry, request, holders);
    return ok('List completed');
  },
});

function matches(path: string, { reference, patterns }: ListRequest): boolean {
  return patterns.some((pattern) => matchesPattern(path, reference + pattern));
}

function isSelected({ mailbox }: MailboxEntry, { onlySubscribed, onlySpecialUse }: ListRequest): boolean {
  return (!onlySubscribed || mailbox.isSubscribed) && (!onlySpecialUse || specialUse(mailbox.role) !== null);
}

/** Paths of all mailboxes that hold a selected one below them. RFC 5258 §3.5. */
function holdersOf(tree: MailboxTree, request: ListRequest): Set<string> {
  const holders = new Set<string>();
  for (const entry of tree.entries) {
    if (!isSelected(entry, request)) continue;
    for (
      let end = entry.path.lastIndexOf(SEPARATOR);
      end > 0;
      end = entry.path.lastIndexOf(SEPARATOR, end - 1)
    ) {
      holders.add(entry.path.slice(0, end));
    }
  }
  return holders;
}

async function report(
  session: ImapSession,
  entry: MailboxEntry,
  request: ListRequest,
  holders: ReadonlySet<string>,
): Promise<void> {
  const isHolder = holders.has(entry.path);
  if (!isSelected(entry, request) && !isHolder) return;
  const attributes = attributesOf(entry, request.showSubscribed).join(' ');
  const name = session.encodeMailbox(entry.path);
  const childInfo =
    isHolder && request.onlySubscribed
      ? ` (${encodeString('CHILDINFO')} (${encodeString('SUBSCRIBED')}))`
      : '';
  void session.untagged(`LIST (${attributes}) ${encodeString(SEPARATOR)} ${name}${childInfo}`);
  if (request.status.length > 0) await sendStatus(session, entry.path, entry.mailbox, request.status);
}

function attributesOf({ mailbox, hasChildren }: MailboxEntry, showSubscribed: boolean): string[] {
  const attributes = [hasChildren ? '\\HasChildren' : '\\HasNoChildren'];
  if (showSubscribed && mailbox.isSubscribed) attributes.push('\\Subscribed');
  const use = specialUse(mailbox.role);
  if (use !== null) attributes.push(use);
  return attributes;
}
