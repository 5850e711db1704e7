import type { AccountId } from '../../model/ids.ts';
import type { DeliverArgs } from '../sql/deliver.ts';
import type { OperationName } from '../sql/operations.ts';
import type { Job } from '../sql/job.ts';
import { lockAndPrefetch } from './prefetch.ts';
import type { WriterConnection } from './writer-connection.ts';

/** Operations whose first argument is a number that is no account. */
const BY_OTHER_ID: ReadonlySet<OperationName> = new Set([
  'touchCredential',
  'addVerifiers',
  'retryQueue',
  'cancelQueue',
  'settleQueue',
  'sweepBodies',
]);
/** What shares one name space over several tables, so that no unique index can guard it. */
const DIRECTORY: ReadonlySet<OperationName> = new Set([
  'addDomain',
  'removeDomain',
  'addAccount',
  'removeAccount',
  'addAlias',
]);
const DIRECTORY_LOCK = 7_434_265;

/**
 * Locks what a group is going to change before it begins, accounts in ascending order, so that two nodes wait for each other and
 * never in a circle. `reserveIds` is called behind the locks. What an operation locks beyond that may still close one: PostgreSQL then ends one of the two, which starts anew.
 */
export async function lockForGroup(
  sql: WriterConnection,
  jobs: readonly Job[],
  reserveIds: () => Promise<void>,
): Promise<void> {
  if (jobs.some(({ name }) => DIRECTORY.has(name)))
    await sql.send('SELECT pg_advisory_xact_lock(?)', [DIRECTORY_LOCK]);
  const accountIds = [...new Set(jobs.flatMap(accountsOf))];
  if (accountIds.length > 0) await lockAndPrefetch(sql, accountIds, jobs, reserveIds);
}

function accountsOf({ name, args }: Job): AccountId[] {
  if (name === 'deliver') return deliveredTo(args[0] as DeliverArgs);
  if (name === 'settleQueue') return args[2] ? deliveredTo(args[2] as DeliverArgs) : [];
  const ids = args.flatMap((argument) => (isPlace(argument) ? [argument.accountId] : []));
  const [first] = args;
  return typeof first === 'number' && !BY_OTHER_ID.has(name) ? [first as AccountId, ...ids] : ids;
}

/** An argument that names an account, as a mailbox of it does. */
function isPlace(argument: unknown): argument is { readonly accountId: AccountId } {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'accountId' in argument &&
    typeof argument.accountId === 'number'
  );
}

function deliveredTo({ local, submission }: DeliverArgs): AccountId[] {
  const ids = local.map(({ accountId }) => accountId);
  return submission ? [...ids, submission.accountId] : ids;
}
