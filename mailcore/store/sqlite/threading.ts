import type { ThreadId } from '../../model/ids.ts';
import type { AccountChange } from './account-change.ts';
import { SQL } from './statements.ts';

/** The thread that a message with these keys belongs to, or null when it starts one. The oldest wins where several match. */
export function findThread(change: AccountChange, keys: readonly number[]): ThreadId | null {
  let oldest: number | null = null;
  for (const key of keys) {
    const threadId = threadOfKey(change, key);
    if (threadId !== null && (oldest === null || threadId < oldest)) oldest = threadId;
  }
  return oldest as ThreadId | null;
}

/** Lets later answers find the thread. A key that names another living thread keeps it. */
export function rememberThread(change: AccountChange, keys: readonly number[], threadId: ThreadId): void {
  for (const key of keys) {
    if (threadOfKey(change, key) === null)
      change.context.sql.run(SQL.saveThreadKey, change.accountId, key, threadId);
  }
}

/** A key outlives its thread until the next sweep, and must not bring the thread back to life. */
function threadOfKey(change: AccountChange, key: number): number | null {
  const { sql } = change.context;
  const threadId = sql.get(SQL.threadOfKey, change.accountId, key)?.[0];
  if (threadId === undefined || !sql.get(SQL.anyEmailOfThread, Number(threadId))) return null;
  return Number(threadId);
}
