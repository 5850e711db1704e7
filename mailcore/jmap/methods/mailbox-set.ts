import { boolean, record, setArguments, withDefault } from '../arguments.ts';
import { createMailboxes, destroyMailboxes, updateMailboxes } from '../mailbox/set.ts';
import { accountMethod } from '../method.ts';
import { MAIL } from '../session-resource.ts';
import { requireState } from '../standard/changes.ts';
import { checkSetSize, SetOutcome } from '../standard/set.ts';
import type { Mailbox } from '../types.ts';

const check = record({ ...setArguments, onDestroyRemoveEmails: withDefault(boolean, false) });

/** RFC 8621 §2.5. */
export const mailboxSet = accountMethod({
  name: 'Mailbox/set',
  capability: MAIL,
  shared: 'write',
  check,
  async run(context, args) {
    checkSetSize(args);
    const oldState = await requireState(context, args.ifInState);
    const outcome = new SetOutcome<Mailbox>(context);
    await createMailboxes(context, args.create, outcome);
    await updateMailboxes(context, args.update, new Set(args.destroy), outcome);
    await destroyMailboxes(context, args.destroy, args.onDestroyRemoveEmails, outcome);
    return outcome.respond(oldState);
  },
});
