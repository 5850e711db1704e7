import { placeOf } from '../../store/access/mailbox-access.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import { ok } from '../errors.ts';
import { decodeStatusItems, sendStatus } from '../mailboxes/status-items.ts';
import type { Decoder } from '../wire/decoder.ts';

export const status = defineCommand({
  name: 'STATUS',
  states: SIGNED_IN,
  rfc: 'RFC 9051 §6.3.11',
  parse(decoder: Decoder) {
    decoder.sp();
    const path = decoder.mailbox();
    decoder.sp();
    return { path, items: decodeStatusItems(decoder) };
  },
  async run(session, { path, items }) {
    const mailbox = await session.getMailbox(path);
    await session.access.require(placeOf(mailbox), 'r');
    await sendStatus(session, path, mailbox, items);
    return ok('Status completed');
  },
});
