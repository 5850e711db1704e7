import { record, setArguments } from '../arguments.ts';
import { createEmail } from '../email/create.ts';
import { destroyEmails, updateEmails } from '../email/set.ts';
import { accountMethod } from '../method.ts';
import { MAIL } from '../session-resource.ts';
import { requireState } from '../standard/changes.ts';
import { checkSetSize, SetOutcome } from '../standard/set.ts';
import type { Email } from '../types.ts';

const check = record(setArguments);

/** RFC 8621 §4.6. */
export const emailSet = accountMethod({
  name: 'Email/set',
  capability: MAIL,
  shared: 'write',
  check,
  async run(context, args) {
    checkSetSize(args);
    const oldState = await requireState(context, args.ifInState);
    const outcome = new SetOutcome<Email>(context);
    for (const [creationId, given] of args.create) {
      context.signal.throwIfAborted();
      await outcome.create(creationId, () => createEmail(context, given));
    }
    const isFirstWrite = args.ifInState && args.create.size === 0;
    await updateEmails(
      context,
      args.update,
      new Set(args.destroy),
      outcome,
      isFirstWrite ? oldState : undefined,
    );
    await destroyEmails(context, args.destroy, outcome);
    return outcome.respond(oldState);
  },
});
