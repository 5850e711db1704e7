import { defineCommand, SIGNED_IN } from '../command.ts';
import { ok } from '../errors.ts';
import { matchesPattern, SEPARATOR } from '../mailboxes/mailbox-tree.ts';
import type { MailboxTree } from '../mailboxes/mailbox-tree.ts';
import type { Decoder } from '../wire/decoder.ts';
import { encodeString } from '../wire/encoder.ts';

export const lsub = defineCommand({
  name: 'LSUB',
  states: SIGNED_IN,
  rfc: 'RFC 3501 §6.3.9',
  parse(decoder: Decoder) {
    decoder.sp();
    const reference = decoder.mailbox();
    decoder.sp();
    return reference + decoder.listMailbox();
  },
  async run(session, pattern) {
    for (const [path, isSubscribed] of subscribedPaths(await session.mailboxes(), pattern)) {
      const attributes = isSubscribed ? '' : '\\Noselect';
      void session.untagged(`LSUB (${attributes}) ${encodeString(SEPARATOR)} ${session.encodeMailbox(path)}`);
    }
    return ok('Lsub completed');
  },
});

/**
 * Matching subscribed paths, and, as false, matching superiors of subscribed ones that the pattern stops short of:
 * RFC 3501 §6.3.9 wants `foo` with \Noselect for LSUB "" "%" when only `foo/bar` is subscribed.
 */
function subscribedPaths(tree: MailboxTree, pattern: string): Map<string, boolean> {
  const paths = new Map<string, boolean>();
  for (const { mailbox, path } of tree.entries) {
    if (!mailbox.isSubscribed) continue;
    if (matchesPattern(path, pattern)) paths.set(path, true);
    else if (pattern.endsWith('%')) addSuperiors(paths, path, pattern);
  }
  return paths;
}

function addSuperiors(paths: Map<string, boolean>, path: string, pattern: string): void {
  for (let end = path.indexOf(SEPARATOR); end > 0; end = path.indexOf(SEPARATOR, end + 1)) {
    const superior = path.slice(0, end);
    if (!paths.has(superior) && matchesPattern(superior, pattern)) paths.set(superior, false);
  }
}
