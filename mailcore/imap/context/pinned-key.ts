import type { MailboxView, Positions } from '../view/view.ts';
import type { SearchKey } from '../wire/search-keys.ts';
import { LAST_RESULT, parseSequenceSet } from '../wire/sequence-set.ts';
import { formatSequenceSet } from '../wire/sequence-set.ts';

/** A key that matches what `key` matches now, with sequence numbers and `$` as the UIDs they stand for. RFC 5267 §4.3. */
export function pinnedKey(key: SearchKey, view: MailboxView): SearchKey {
  switch (key.op) {
    case 'and':
      return { ...key, keys: key.keys.map((each) => pinnedKey(each, view)) };
    case 'or':
      return { ...key, left: pinnedKey(key.left, view), right: pinnedKey(key.right, view) };
    case 'not':
      return { ...key, key: pinnedKey(key.key, view) };
    case 'sequence':
      return uidKey(view, view.clipSequence(key.set));
    case 'uid':
      return key.set === LAST_RESULT ? uidKey(view, view.resolveUids(key.set)) : key;
    default:
      return key;
  }
}

/** Whether time alone changes what a key matches: nobody would notice when. */
export function dependsOnTime(key: SearchKey): boolean {
  if (key.op === 'and') return key.keys.some(dependsOnTime);
  if (key.op === 'or') return dependsOnTime(key.left) || dependsOnTime(key.right);
  return key.op === 'not' ? dependsOnTime(key.key) : key.op === 'older' || key.op === 'younger';
}

function uidKey(view: MailboxView, positions: Positions): SearchKey {
  const uids = view.uidsOf(positions);
  if (uids.length === 0) return { op: 'not', key: { op: 'all' } };
  return { op: 'uid', set: parseSequenceSet(formatSequenceSet(uids)) };
}
