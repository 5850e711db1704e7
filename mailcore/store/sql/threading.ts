import type { MessageSummary } from '../../model/content.ts';
import type { ThreadId } from '../../model/ids.ts';
import { threadKeys } from '../thread-keys.ts';
import type { AccountChange } from './account-change.ts';
import { SQL } from './statements.ts';

/** Where a message belongs, and which of its keys name no thread yet. */
export interface ThreadMatch {
  /** Null when the message starts a thread. The oldest wins where several match. */
  readonly threadId: ThreadId | null;
  readonly freeKeys: readonly number[];
}

export async function findThread(change: AccountChange, keys: readonly number[]): Promise<ThreadMatch> {
  let oldest: number | null = null;
  const freeKeys: number[] = [];
  for (const key of keys) {
    const threadId = await threadOfKey(change, key);
    if (threadId === null) freeKeys.push(key);
    else if (oldest === null || threadId < oldest) oldest = threadId;
  }
  return { threadId: oldest as ThreadId | null, freeKeys };
}

/** Lets later answers find the thread. A key that names another living thread keeps it. */
export async function rememberThread(
  change: AccountChange,
  { freeKeys }: ThreadMatch,
  threadId: ThreadId,
): Promise<void> {
  const { context, accountId } = change;
  for (const key of freeKeys) await context.sql.run(SQL.saveThreadKey, accountId, key, threadId);
}

/** With its last email a thread's keys go, as far as that email names them; what is left names a thread that has no email. */
export async function forgetThread(
  { context, accountId }: AccountChange,
  blobId: number,
  threadId: ThreadId,
): Promise<void> {
  const summary = (await context.sql.get(SQL.summaryOfBlob, blobId))?.[0];
  if (typeof summary !== 'string') return;
  for (const key of threadKeys(JSON.parse(summary) as MessageSummary)) {
    await context.sql.run(SQL.deleteThreadKey, accountId, key, threadId);
  }
}

/** A key may outlive its thread, and must not bring it back to life. */
async function threadOfKey(change: AccountChange, key: number): Promise<number | null> {
  const { sql } = change.context;
  const threadId = (await sql.get(SQL.threadOfKey, change.accountId, key))?.[0];
  if (threadId === undefined) return null;
  return (await sql.get(SQL.anyEmailOfThread, Number(threadId))) ? Number(threadId) : null;
}
