import { MailError, WireError } from '../../errors.ts';
import type { MailboxRole } from '../../model/mailbox.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import { no, ok } from '../errors.ts';
import { createPath } from '../mailboxes/create-path.ts';
import { listResponse } from '../mailboxes/list-response.ts';
import { mailboxIdCode } from '../mailboxes/object-ids.ts';
import { SEPARATOR } from '../mailboxes/mailbox-tree.ts';
import { roleOf } from '../mailboxes/special-use.ts';
import type { Decoder } from '../wire/decoder.ts';

export const create = defineCommand({
  name: 'CREATE',
  states: SIGNED_IN,
  rfc: 'RFC 9051 §6.3.4, RFC 6154 §3, RFC 8474 §4.1',
  parse(decoder: Decoder) {
    decoder.sp();
    const { path, given } = decoder.givenMailbox();
    return { path, given, uses: decoder.trySp() ? decodeUses(decoder) : [] };
  },
  async run(session, { path, given, uses }) {
    const roles = uses.map(roleOf);
    if (roles.includes(null) || roles.length > 1) return no('That special use cannot be given', 'USEATTR');
    const tree = await session.mailboxes();
    // RFC 9051 §6.3.4: a trailing separator announces children to come; it is no part of the name.
    const name = path.endsWith(SEPARATOR) ? path.slice(0, -1) : path;
    if (tree.find(name) !== null) throw new MailError('alreadyExists', 'Mailbox exists already');
    const created = await createPath(session, tree, name, (roles[0] as MailboxRole | undefined) ?? null);
    // RFC 9051 §6.3.4: the client learns what became of the name it gave.
    if (given !== null && session.enabled.isRev2)
      void session.untagged(
        listResponse(session, (await session.mailboxes()).entry(name), { oldName: given }),
      );
    return ok('Mailbox created', mailboxIdCode(created.id));
  },
});

/** "(" "USE" SP "(" *use-attr ")" ")" */
function decodeUses(decoder: Decoder): string[] {
  if (!decoder.tryText('(USE ')) throw new WireError('Unknown parameter');
  const uses = decoder.flagList();
  if (!decoder.tryText(')')) throw new WireError('Expected end of list');
  return uses;
}
