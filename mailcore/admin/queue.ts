import type { QueueId } from '../model/ids.ts';
import type { QueueEntry, QueueStore } from '../store/queue-store.ts';
import type { Directory } from '../store/directory.ts';
import { requireAccount } from './accounts.ts';

/** What waits to leave, oldest first, read in pages; of one sender when `address` is given. Throws `accountNotFound`. */
export async function* listQueue(
  store: Directory & QueueStore,
  options: { address?: string } = {},
): AsyncGenerator<QueueEntry> {
  const limit = 200;
  const accountId =
    options.address === undefined ? undefined : (await requireAccount(store, options.address)).id;
  for (let afterId: QueueId | undefined; ;) {
    const page = await store.listQueue({ accountId, afterId, limit });
    yield* page;
    if (page.length < limit) return;
    afterId = page.at(-1)?.id;
  }
}

/** Makes an entry due now. Throws `queueEntryNotFound`. */
export async function retryQueueEntry(store: QueueStore, id: QueueId): Promise<void> {
  await store.retryQueue(id);
}

/** Drops an entry; nobody is told. Throws `queueEntryNotFound`. */
export async function cancelQueueEntry(store: QueueStore, id: QueueId): Promise<void> {
  await store.cancelQueue(id);
}
