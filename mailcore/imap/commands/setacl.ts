import { WireError } from '../../errors.ts';
import { NO_RIGHTS, parseRights, type RightsChange } from '../../model/rights.ts';
import { placeOf } from '../../store/access/mailbox-access.ts';
import { findGrantee } from '../properties/acl-identifier.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import { ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import type { ImapSession } from '../session-state.ts';
import type { Decoder } from '../wire/decoder.ts';

interface AclChange {
  readonly path: string;
  readonly identifier: string;
  readonly change: RightsChange;
}

export const setacl = defineCommand<AclChange>({
  name: 'SETACL',
  states: SIGNED_IN,
  rfc: 'RFC 4314 §3.1',
  parse(decoder) {
    const { path, identifier } = decodeEntry(decoder);
    decoder.sp();
    return { path, identifier, change: decodeChange(decoder.astring()) };
  },
  run: (session, args) => changeAcl(session, args, 'ACL set'),
});

export const deleteacl = defineCommand<AclChange>({
  name: 'DELETEACL',
  states: SIGNED_IN,
  rfc: 'RFC 4314 §3.2',
  parse: (decoder) => ({ ...decodeEntry(decoder), change: { mode: 'replace', rights: NO_RIGHTS } }),
  run: (session, args) => changeAcl(session, args, 'ACL entry removed'),
});

function decodeEntry(decoder: Decoder): { path: string; identifier: string } {
  decoder.sp();
  const path = decoder.mailbox();
  decoder.sp();
  return { path, identifier: decoder.astring() };
}

/** mod-rights = ["+" / "-"] rights. RFC 4314 §7: an unknown right is an error of the client. */
function decodeChange(text: string): RightsChange {
  const mode = text.startsWith('+') ? 'add' : text.startsWith('-') ? 'remove' : 'replace';
  const rights = parseRights(mode === 'replace' ? text : text.slice(1));
  if (rights === null) throw new WireError('Unknown right');
  return { mode, rights };
}

async function changeAcl(
  session: ImapSession,
  { path, identifier, change }: AclChange,
  text: string,
): Promise<Reply> {
  const mailbox = await session.getMailbox(path);
  // Whoever may not administer the mailbox learns nothing of who exists.
  await session.access.require(placeOf(mailbox), 'a');
  await session.access.setRights(placeOf(mailbox), await findGrantee(session, identifier), change);
  return ok(text);
}
