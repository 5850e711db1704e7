import {
  id,
  mapOf,
  nullable,
  object,
  optional,
  string,
  withDefault,
  boolean,
  checkArguments,
  record,
} from '../arguments.ts';
import { MethodFailure } from '../errors.ts';
import { formatId } from '../ids.ts';
import type { Method } from '../method.ts';
import { MAIL } from '../session-resource.ts';

const check = record({
  fromAccountId: id,
  ifFromInState: optional(nullable(string)),
  accountId: id,
  ifInState: optional(nullable(string)),
  create: mapOf(object),
  onSuccessDestroyOriginal: withDefault(boolean, false),
  destroyFromIfInState: optional(nullable(string)),
});

/** Copies between accounts; a client has only its own, and one account cannot be both ends. RFC 8620 §5.4, RFC 8621 §4.7. */
export const emailCopy: Method = {
  name: 'Email/copy',
  capability: MAIL,
  async run(context, given) {
    const args = checkArguments(check, given);
    const own = formatId('a', context.account.id);
    if (args.accountId !== own) throw new MethodFailure('accountNotFound');
    if (args.fromAccountId !== own) throw new MethodFailure('fromAccountNotFound');
    throw new MethodFailure('invalidArguments', 'Both accounts are the same: use Email/set.', [
      'fromAccountId',
    ]);
  },
};
