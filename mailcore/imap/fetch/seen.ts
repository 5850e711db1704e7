import type { Uid } from '../../model/ids.ts';
import { FLAG } from '../../model/keyword.ts';
import type { ImapSession } from '../session-state.ts';
import type { Target } from './targets.ts';

/** Sets \Seen on those that lack it and returns their UIDs: their FETCH must say so. RFC 9051 §6.4.5. */
export async function markSeen(session: ImapSession, targets: readonly Target[]): Promise<ReadonlySet<Uid>> {
  const { view } = session;
  const { flags } = view.rows;
  const unseen = targets
    .filter(({ row }) => ((flags[row] as number) & FLAG.seen) === 0)
    .map(({ uid }) => uid);
  if (unseen.length === 0) return new Set();
  await session.storeOf(view.mailbox).storeFlags(view.mailbox.accountId, view.mailbox.id, unseen, {
    mode: 'add',
    keywords: { flags: FLAG.seen, custom: [] },
    deleted: false,
  });
  await session.refresh({ force: true });
  view.acknowledge(view.positionsOf(unseen));
  return new Set(unseen);
}
