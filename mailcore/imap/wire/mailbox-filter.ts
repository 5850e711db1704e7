import { WireError } from '../../errors.ts';
import type { Decoder } from './decoder.ts';

/** Which mailboxes are meant. RFC 5465 §6, RFC 7377 §2.2. */
export type MailboxFilter =
  | { readonly kind: 'selected' | 'inboxes' | 'personal' | 'subscribed' }
  | { readonly kind: 'subtree' | 'subtree-one' | 'mailboxes'; readonly paths: readonly string[] };

const PLAIN = ['selected', 'inboxes', 'personal', 'subscribed'] as const;
const WITH_PATHS = ['subtree', 'subtree-one', 'mailboxes'] as const;
const MAX_FILTERS = 1_000;

/** esearch-source-opts = "IN" SP "(" source-mbox ")", when it stands there, with the space behind it; else null. RFC 7377 §4. */
export function decodeSourceOptions(decoder: Decoder): MailboxFilter[] | null {
  if (!decoder.tryText('IN ')) return null;
  const filters = decoder.list(() => decodeMailboxFilter(decoder));
  if (filters.length === 0 || filters.length > MAX_FILTERS) throw new WireError('Invalid source options');
  decoder.sp();
  return filters;
}

/** filter-mailboxes. RFC 5465 §8, RFC 7377 §4. */
export function decodeMailboxFilter(decoder: Decoder): MailboxFilter {
  const name = decoder.atom().toLowerCase();
  const plain = PLAIN.find((known) => known === name);
  if (plain !== undefined) return { kind: plain };
  const kind = WITH_PATHS.find((known) => known === name);
  if (kind === undefined) throw new WireError('Unknown mailbox filter');
  decoder.sp();
  return { kind, paths: decodePaths(decoder) };
}

/** one-or-more-mailbox = mailbox / "(" mailbox *(SP mailbox) ")" */
function decodePaths(decoder: Decoder): string[] {
  if (decoder.peek() !== '(') return [decoder.mailbox()];
  const paths = decoder.list(() => decoder.mailbox());
  if (paths.length === 0) throw new WireError('Expected a mailbox');
  return paths;
}
