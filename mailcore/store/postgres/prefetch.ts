import type { AccountId } from '../../model/ids.ts';
import type { AppendArgs } from '../sql/append.ts';
import type { SqlRow, SqlValue } from '../sql/connection.ts';
import type { DeliverArgs } from '../sql/deliver.ts';
import { SQL } from '../sql/statements.ts';
import type { HotRows } from './hot-rows.ts';
import type { Job } from '../sql/job.ts';
import { prefetchMessages } from './prefetch-messages.ts';
import type { WriterConnection } from './writer-connection.ts';

/** What the operations of a group are going to ask for. */
interface Wanted {
  readonly roles: Set<string>;
  readonly mailboxIds: Set<number>;
  /** Parallel. */
  readonly keyAccounts: number[];
  readonly keys: number[];
}

const ACCOUNTS = SQL.accountForChange
  .replace('SELECT ', 'SELECT id, ')
  .replace(/WHERE .*$/s, 'WHERE id = ANY(?) ORDER BY id FOR NO KEY UPDATE');
const MAILBOXES = SQL.mailboxById
  .replace('SELECT ', 'SELECT account_id, role, ')
  .replace(/WHERE .*$/s, 'WHERE account_id = ANY(?) AND (role = ANY(?) OR id = ANY(?))');
const THREADS = `SELECT k.account_id, k.hash,
    (SELECT r.thread_id FROM thread_refs r WHERE r.account_id = k.account_id AND r.hash = k.hash
       AND EXISTS (SELECT 1 FROM emails e WHERE e.thread_id = r.thread_id))
  FROM unnest(?::bigint[], ?::bigint[]) AS k (account_id, hash)`;

/**
 * Locks the accounts a group is going to change, in ascending order, and fetches with one question what its operations would
 * ask for one by one, ids among them. The statements behind the lock see what the nodes that held it before have committed.
 */
export async function lockAndPrefetch(
  sql: WriterConnection,
  accountIds: readonly AccountId[],
  jobs: readonly Job[],
  reserveIds: () => Promise<void>,
): Promise<void> {
  const { roles, mailboxIds, keyAccounts, keys } = wantedBy(jobs);
  const { hot } = sql;
  const isWanted = roles.size > 0 || mailboxIds.size > 0;
  const [locked, mailboxes, threads] = await Promise.all([
    sql.ask(ACCOUNTS, [accountIds]),
    isWanted ? sql.ask(MAILBOXES, [accountIds, [...roles], [...mailboxIds]]) : [],
    keys.length > 0 ? sql.ask(THREADS, [keyAccounts, keys]) : [],
    prefetchMessages(sql, jobs),
    reserveIds(),
  ]);
  for (const [id, ...row] of locked) hot.addAccount(Number(id), row);
  for (const row of mailboxes) addMailbox(hot, row);
  for (const accountId of accountIds) for (const role of roles) hot.addMissingRole(accountId, role);
  for (const row of threads) addThreadKey(hot, row);
}

function addMailbox(hot: HotRows, [accountId, role, ...row]: SqlRow): void {
  hot.addMailbox({ accountId: Number(accountId), role: role as string | null, row });
}

function addThreadKey(hot: HotRows, [accountId, hash, threadId]: SqlRow): void {
  hot.addThreadKey(Number(accountId), Number(hash), threadId as SqlValue);
}

function wantedBy(jobs: readonly Job[]): Wanted {
  const wanted: Wanted = { roles: new Set(), mailboxIds: new Set(), keyAccounts: [], keys: [] };
  for (const { name, args } of jobs) {
    if (name === 'deliver') wantForDelivery(wanted, args[0] as DeliverArgs);
    if (name === 'appendEmails')
      wantForAppend(wanted, args[0] as AccountId, args[1] as readonly AppendArgs[]);
  }
  return wanted;
}

function wantForDelivery(wanted: Wanted, { local, message }: DeliverArgs): void {
  for (const { accountId, mailbox } of local) {
    if (typeof mailbox === 'number') wanted.mailboxIds.add(mailbox);
    else wanted.roles.add(mailbox);
    // Where mail goes whose mailbox is gone.
    wanted.roles.add('inbox');
    wantThread(wanted, accountId, message.threadKeys);
  }
}

function wantForAppend(wanted: Wanted, accountId: AccountId, emails: readonly AppendArgs[]): void {
  for (const { mailboxIds, message } of emails) {
    for (const id of mailboxIds) wanted.mailboxIds.add(id);
    wantThread(wanted, accountId, message.threadKeys);
  }
}

function wantThread(
  { keyAccounts, keys }: Wanted,
  accountId: AccountId,
  threadKeys: readonly number[],
): void {
  for (const key of threadKeys) {
    keyAccounts.push(accountId);
    keys.push(key);
  }
}
