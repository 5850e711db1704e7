import { getArguments, record } from '../arguments.ts';
import { MAILBOX_PROPERTIES, toMailbox } from '../mailbox/properties.ts';
import { accountMethod } from '../method.ts';
import { MAIL } from '../session-resource.ts';
import { checkProperties, getFromAll } from '../standard/get.ts';

const check = record(getArguments);

/** RFC 8621 §2.1. */
export const mailboxGet = accountMethod({
  name: 'Mailbox/get',
  capability: MAIL,
  shared: 'read',
  check,
  async run(context, { ids, properties: asked }) {
    const properties = checkProperties(asked, MAILBOX_PROPERTIES);
    const state = await context.mail.accountModseq(context.account.id);
    const mailboxes = await context.mail.listMailboxes(context.account.id);
    const all = await Promise.all(mailboxes.map((mailbox) => toMailbox(context, mailbox, properties)));
    return getFromAll(context, { ids, properties, all, state });
  },
});
