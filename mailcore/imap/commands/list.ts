import { hasRight } from '../../model/rights.ts';
import { placeOf } from '../../store/access/mailbox-access.ts';
import { sendMyRights } from '../properties/acl-responses.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import { ok } from '../errors.ts';
import { decodeListRequest } from '../mailboxes/list-options.ts';
import type { ListRequest } from '../mailboxes/list-options.ts';
import { CHILD_INFO, listResponse, useOf } from '../mailboxes/list-response.ts';
import { sendMetadata } from '../properties/metadata-response.ts';
import { matchesPattern, SEPARATOR } from '../mailboxes/mailbox-tree.ts';
import type { MailboxEntry, MailboxTree } from '../mailboxes/mailbox-tree.ts';
import type { ImapSession } from '../session-state.ts';
import { mayMatchShared } from '../mailboxes/shared-namespace.ts';
import { sendStatus } from '../mailboxes/status-items.ts';
import { encodeString } from '../wire/encoder.ts';

export const list = defineCommand({
  name: 'LIST',
  states: SIGNED_IN,
  rfc: 'RFC 9051 §6.3.9, RFC 5258, RFC 5819, RFC 6154, RFC 8440, RFC 9590',
  parse: decodeListRequest,
  async run(session, request) {
    if (request.patterns.length === 1 && request.patterns[0] === '') {
      // RFC 9051 §6.3.9: an empty pattern asks for the separator and the root.
      void session.untagged(`LIST (\\Noselect) ${encodeString(SEPARATOR)} ${encodeString('')}`);
      return ok('List completed');
    }
    const { reference, patterns } = request;
    const withShared = patterns.some((pattern) => mayMatchShared(reference + pattern));
    const tree = await session.mailboxes({ withShared });
    const holders = request.isRecursive ? holdersOf(tree, request) : new Set<string>();
    for (const entry of tree.entries)
      if (matches(entry.path, request)) await report(session, entry, request, holders);
    for (const path of tree.bareLevels)
      if (matches(path, request)) reportLevel(session, path, request, holders);
    return ok('List completed');
  },
});

/** A level with nothing to open, but something below. RFC 9051 §7.3.1. */
function reportLevel(
  session: ImapSession,
  path: string,
  request: ListRequest,
  holders: ReadonlySet<string>,
): void {
  const isHolder = holders.has(path);
  if ((request.onlySubscribed || request.onlySpecialUse) && !isHolder) return;
  const line = `LIST (\\Noselect \\HasChildren) ${encodeString(SEPARATOR)} ${session.encodeMailbox(path)}`;
  void session.untagged(isHolder && request.onlySubscribed ? `${line} (${CHILD_INFO})` : line);
}

function matches(path: string, { reference, patterns }: ListRequest): boolean {
  return patterns.some((pattern) => matchesPattern(path, reference + pattern));
}

function isSelected(entry: MailboxEntry, { onlySubscribed, onlySpecialUse }: ListRequest): boolean {
  return (!onlySubscribed || entry.mailbox.isSubscribed) && (!onlySpecialUse || useOf(entry) !== null);
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
  const holdsSubscribed = isHolder && request.onlySubscribed;
  const { showSubscribed } = request;
  void session.untagged(listResponse(session, entry, { showSubscribed, holdsSubscribed }));
  if (request.showRights) sendMyRights(session, entry.path, entry.rights);
  if (!hasRight(entry.rights, 'r')) return;
  if (request.metadata.length > 0) {
    const annotations = await session.access.listAnnotations(placeOf(entry.mailbox));
    await sendMetadata(session, entry.path, annotations, request.metadata);
  }
  if (request.status.length > 0) await sendStatus(session, entry.path, entry.mailbox, request.status);
}
