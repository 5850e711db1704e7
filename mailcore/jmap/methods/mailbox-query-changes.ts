import { boolean, queryChangesArguments, record, withDefault } from '../arguments.ts';
import { formatId } from '../ids.ts';
import { queryMailboxes } from '../mailbox/query.ts';
import { accountMethod } from '../method.ts';
import { MAIL } from '../session-resource.ts';
import { readTouched } from '../standard/touched.ts';
import { respondWithQueryChanges } from '../standard/query-changes.ts';

const check = record({
  ...queryChangesArguments,
  sortAsTree: withDefault(boolean, false),
  filterAsTree: withDefault(boolean, false),
});

/** RFC 8621 §2.4. */
export const mailboxQueryChanges = accountMethod({
  name: 'Mailbox/queryChanges',
  capability: MAIL,
  shared: 'read',
  check,
  async run(context, args) {
    const { touched, fresh, result, newState } = await readTouched(
      context,
      'Mailbox',
      args.sinceQueryState,
      () => queryMailboxes(context, args),
    );
    // As a tree, a mailbox moves with its parent: whatever is in the result may have moved.
    const asTree = touched.size > 0 && (args.sortAsTree || args.filterAsTree);
    const moved = asTree ? new Set<number>([...touched, ...(await everyMailbox())]) : touched;
    const accountId = formatId('a', context.account.id);
    const oldState = args.sinceQueryState;
    return respondWithQueryChanges(
      { accountId, letter: 'm', oldState, newState, ids: result, touched: moved, fresh },
      args,
    );

    async function everyMailbox(): Promise<number[]> {
      return (await context.mail.listMailboxes(context.account.id)).map(({ id }) => id);
    }
  },
});
