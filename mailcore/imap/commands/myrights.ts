import { placeOf } from '../../store/access/mailbox-access.ts';
import { sendMyRights } from '../properties/acl-responses.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import { ok } from '../errors.ts';
import type { Decoder } from '../wire/decoder.ts';

export const myrights = defineCommand({
  name: 'MYRIGHTS',
  states: SIGNED_IN,
  rfc: 'RFC 4314 §3.5',
  parse(decoder: Decoder) {
    decoder.sp();
    return decoder.mailbox();
  },
  async run(session, path) {
    const mailbox = await session.getMailbox(path);
    sendMyRights(session, path, await session.access.rightsOf(placeOf(mailbox)));
    return ok('Myrights completed');
  },
});
