import { placeOf } from '../../store/access/mailbox-access.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import type { Command } from '../command.ts';
import { ok } from '../errors.ts';
import type { Decoder } from '../wire/decoder.ts';

export const subscribe = subscription('SUBSCRIBE', 'RFC 9051 §6.3.7', true);
export const unsubscribe = subscription('UNSUBSCRIBE', 'RFC 9051 §6.3.8', false);

function subscription(name: string, rfc: string, isSubscribed: boolean): Command {
  return defineCommand({
    name,
    states: SIGNED_IN,
    rfc,
    parse(decoder: Decoder) {
      decoder.sp();
      return decoder.mailbox();
    },
    async run(session, path) {
      const mailbox = await session.getMailbox(path);
      if (mailbox.isSubscribed !== isSubscribed) {
        await session.access.subscribe(placeOf(mailbox), isSubscribed);
      }
      return ok(isSubscribed ? 'Subscribed' : 'Unsubscribed');
    },
  });
}
