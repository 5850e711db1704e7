import type { Account } from '../model/account.ts';
import type { StoreEvent } from '../model/change.ts';
import type { Bus } from '../store/bus.ts';
import type { AccountId } from '../model/ids.ts';
import type { SharingStore } from '../store/sharing-store.ts';
import type { JmapServices } from './context.ts';
import { formatId } from './ids.ts';
import { sharedTypes, SharedWatch } from './push-shared.ts';
import { readSharedAccounts } from './shared-accounts.ts';
import type { StateChange, TypeName } from './types.ts';

const PUSH_TYPES: readonly TypeName[] = [
  'Mailbox',
  'Email',
  'EmailDelivery',
  'Thread',
  'Identity',
  'EmailSubmission',
];

/** Type names of a push subscription, `*` for all of them; null when one is unknown. RFC 8620 §7.3. */
export function parsePushTypes(names: string): readonly TypeName[] | null {
  if (names === '*') return PUSH_TYPES;
  const types = names.split(',').map((name) => PUSH_TYPES.find((type) => type === name));
  return types.every((type) => type !== undefined) ? types : null;
}

/**
 * Calls `onStateChange` after each commit that changed one of `types` in the account, or in a mailbox of another that it may see. Returns the
 * way to stop. RFC 8620 §7.1.
 */
export function subscribeStateChanges(
  { bus, store, logger }: Pick<JmapServices, 'bus' | 'store' | 'logger'>,
  account: Account,
  types: readonly TypeName[],
  onStateChange: (change: StateChange) => void,
): () => void {
  const wanted = new Set(types);
  const watch = new SharedWatch(store, account.id);
  const load = (): void => {
    watch.load().catch((err: unknown) => logger.warn({ err }, 'jmap: shared accounts not read'));
  };
  load();
  return bus.subscribe((event) => {
    if (watch.isOutdatedBy(event)) load();
    if (event.kind !== 'account') return;
    const isOwn = event.accountId === account.id;
    if (!isOwn && !watch.concerns(event)) return;
    const all = isOwn ? changedTypes(event) : sharedTypes(event.types);
    const changed = all.filter((type) => wanted.has(type));
    if (changed.length > 0) onStateChange(stateChange(event.accountId, changed, event.modseq));
  });
}

function changedTypes(event: StoreEvent & { kind: 'account' }): TypeName[] {
  // RFC 8621 §1.5: EmailDelivery moves only when mail came in, so that a client may sleep through the rest.
  return event.delivered ? [...event.types, 'EmailDelivery'] : [...event.types];
}

/** The state of `types` as one push object. */
export function stateChange(accountId: AccountId, types: readonly TypeName[], modseq: number): StateChange {
  const states = Object.fromEntries(types.map((type) => [type, String(modseq)]));
  return { '@type': 'StateChange', changed: { [formatId('a', accountId)]: states } };
}

/** The same with the states of the accounts that share with this one. */
export async function withSharedStates(
  store: Pick<JmapServices['store'], 'accountModseq' | keyof SharingStore>,
  account: Account,
  types: readonly TypeName[],
  own: StateChange,
): Promise<StateChange> {
  const changed = { ...own.changed };
  for (const { ownerId } of await readSharedAccounts(store, account)) {
    const modseq = await store.accountModseq(ownerId);
    Object.assign(changed, stateChange(ownerId, sharedTypes(types), modseq).changed);
  }
  return { ...own, changed };
}

/**
 * Calls `onEnd` once what let the client in no longer holds: its session ended (`sessionIdHash`), or the account changed,
 * password included, so that it must sign in again. Returns the way to stop.
 */
export function watchSignIn(
  bus: Bus,
  account: Account,
  sessionIdHash: string | null,
  onEnd: () => void,
): () => void {
  return bus.subscribe((event) => {
    if (event.kind === 'signedOut' && sessionIdHash !== null && event.sessionIdHashes.includes(sessionIdHash))
      onEnd();
    else if (event.kind === 'directory' && event.accountId === account.id) onEnd();
  });
}
