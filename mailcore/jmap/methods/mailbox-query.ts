import { boolean, queryArguments, record, withDefault } from '../arguments.ts';
import { resolveId } from '../context.ts';
import { formatId } from '../ids.ts';
import { queryMailboxes } from '../mailbox/query.ts';
import { accountMethod } from '../method.ts';
import { MAIL } from '../session-resource.ts';
import { respondWithWindow } from '../standard/query.ts';

const check = record({
  ...queryArguments,
  sortAsTree: withDefault(boolean, false),
  filterAsTree: withDefault(boolean, false),
});

/** RFC 8621 §2.3. */
export const mailboxQuery = accountMethod({
  name: 'Mailbox/query',
  capability: MAIL,
  shared: 'read',
  check,
  async run(context, args) {
    const state = await context.mail.accountModseq(context.account.id);
    const ids = await queryMailboxes(context, args);
    const anchor = args.anchor ? resolveId(context, 'm', args.anchor) : null;
    const accountId = formatId('a', context.account.id);
    return respondWithWindow({ accountId, state, letter: 'm', ids, anchor }, args);
  },
});
