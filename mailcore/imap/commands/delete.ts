import { defineCommand, SIGNED_IN } from '../command.ts';
import { ok } from '../errors.ts';
import type { Decoder } from '../wire/decoder.ts';

/** Named `remove` because `delete` is a word of the language. */
export const remove = defineCommand({
  name: 'DELETE',
  states: SIGNED_IN,
  mayTakeLong: true,
  rfc: 'RFC 9051 §6.3.5',
  parse(decoder: Decoder) {
    decoder.sp();
    return decoder.mailbox();
  },
  async run(session, path) {
    const mailbox = await session.getMailbox(path);
    await session.storeOf(mailbox).deleteMailbox(mailbox.accountId, mailbox.id, { removeEmails: true });
    return ok('Mailbox deleted');
  },
});
