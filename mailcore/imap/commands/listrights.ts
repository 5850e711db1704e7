import { ALL_RIGHTS, formatRights } from '../../model/rights.ts';
import { placeOf } from '../../store/access/mailbox-access.ts';
import { findGrantee } from '../properties/acl-identifier.ts';
import { encodeRights } from '../properties/acl-responses.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import { ok } from '../errors.ts';
import type { Decoder } from '../wire/decoder.ts';
import { encodeAString, encodeString } from '../wire/encoder.ts';

export const listrights = defineCommand({
  name: 'LISTRIGHTS',
  states: SIGNED_IN,
  rfc: 'RFC 4314 §3.4',
  parse(decoder: Decoder) {
    decoder.sp();
    const path = decoder.mailbox();
    decoder.sp();
    return { path, identifier: decoder.astring() };
  },
  async run(session, { path, identifier }) {
    const mailbox = await session.getMailbox(path);
    await session.access.require(placeOf(mailbox), 'a');
    const accountId = await findGrantee(session, identifier);
    // First what cannot be taken away, then what can be granted, each right by itself.
    const rights =
      accountId === mailbox.accountId
        ? encodeRights(ALL_RIGHTS)
        : [encodeString(''), ...formatRights(ALL_RIGHTS)].join(' ');
    const name = session.encodeMailbox(path);
    await session.untagged(`LISTRIGHTS ${name} ${encodeAString(identifier)} ${rights}`);
    return ok('Listrights completed');
  },
});
