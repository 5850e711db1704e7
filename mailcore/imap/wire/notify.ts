import { WireError } from '../../errors.ts';
import type { Decoder } from './decoder.ts';
import { decodeFetchAttributes } from './fetch-attributes.ts';
import type { FetchAttribute } from './fetch-attributes.ts';

/** What NOTIFY knows of, as clients spell it. RFC 5465 §5. */
export const NOTIFY_EVENTS = [
  'MessageNew',
  'MessageExpunge',
  'FlagChange',
  'MailboxName',
  'SubscriptionChange',
  'MailboxMetadataChange',
  'ServerMetadataChange',
] as const;

export type NotifyEvent = (typeof NOTIFY_EVENTS)[number];

/** Which mailboxes a group is about. RFC 5465 §6. */
export type NotifyFilter =
  | { readonly kind: 'selected' | 'selectedDelayed' | 'inboxes' | 'personal' | 'subscribed' }
  | { readonly kind: 'subtree' | 'mailboxes'; readonly paths: readonly string[] };

export interface NotifyGroup {
  readonly filter: NotifyFilter;
  readonly events: ReadonlySet<NotifyEvent>;
  /** What to FETCH of a new message; only for the selected mailbox. RFC 5465 §5.1. */
  readonly attributes: readonly FetchAttribute[];
}

export interface NotifyRequest {
  /** RFC 5465 §4: STATUS responses for the mailboxes watched, at once. */
  readonly withStatus: boolean;
  readonly groups: readonly NotifyGroup[];
  /** An event we do not know: the whole command is refused with those we do. */
  readonly unknownEvent: string | null;
}

const FILTERS: ReadonlyMap<string, NotifyFilter['kind']> = new Map([
  ['SELECTED', 'selected'],
  ['SELECTED-DELAYED', 'selectedDelayed'],
  ['INBOXES', 'inboxes'],
  ['PERSONAL', 'personal'],
  ['SUBSCRIBED', 'subscribed'],
  ['SUBTREE', 'subtree'],
  ['MAILBOXES', 'mailboxes'],
]);

const MAX_GROUPS = 50;
const MAX_PATHS = 200;

/** notify = "NOTIFY" SP (notify-set / "NONE"); null for NONE. RFC 5465 §8. */
export function decodeNotify(decoder: Decoder): NotifyRequest | null {
  decoder.sp();
  const verb = decoder.keyword();
  if (verb === 'NONE') return null;
  if (verb !== 'SET') throw new WireError('Expected SET or NONE');
  const withStatus = decoder.tryText(' STATUS');
  const groups: NotifyGroup[] = [];
  let unknownEvent: string | null = null;
  while (!decoder.isAtEnd) {
    decoder.trySp();
    if (groups.length >= MAX_GROUPS) throw new WireError('Too many event groups');
    const group = decodeGroup(decoder);
    unknownEvent ??= group.unknownEvent;
    groups.push(group);
  }
  if (groups.length === 0) throw new WireError('Expected an event group');
  return { withStatus, groups, unknownEvent };
}

type DecodedGroup = NotifyGroup & { readonly unknownEvent: string | null };

/** event-group = "(" filter-mailboxes SP events ")". */
function decodeGroup(decoder: Decoder): DecodedGroup {
  expect(decoder, '(');
  const filter = decodeFilter(decoder);
  decoder.sp();
  const decoded = decodeEvents(decoder);
  expect(decoder, ')');
  checkGroup(filter, decoded);
  return { filter, ...decoded };
}

function decodeFilter(decoder: Decoder): NotifyFilter {
  const kind = FILTERS.get(decoder.keyword());
  if (kind === undefined) throw new WireError('Unknown mailbox filter');
  if (kind !== 'subtree' && kind !== 'mailboxes') return { kind };
  decoder.sp();
  const paths = decoder.peek() === '(' ? decoder.list(() => decoder.mailbox()) : [decoder.mailbox()];
  if (paths.length === 0 || paths.length > MAX_PATHS) throw new WireError('Invalid list of mailboxes');
  return { kind, paths };
}

/** events = "(" event *(SP event) ")" / "NONE". */
function decodeEvents(decoder: Decoder): Omit<DecodedGroup, 'filter'> {
  const events = new Set<NotifyEvent>();
  let attributes: readonly FetchAttribute[] = [];
  let unknownEvent: string | null = null;
  if (decoder.tryText('NONE')) return { events, attributes, unknownEvent };
  decoder.list(() => {
    const name = decoder.keyword();
    const event = NOTIFY_EVENTS.find((known) => known.toUpperCase() === name);
    if (event === undefined) unknownEvent ??= name;
    else events.add(event);
    if (event === 'MessageNew' && decoder.tryText(' (')) {
      attributes = decodeAttributes(decoder);
    }
  });
  return { events, attributes, unknownEvent };
}

/** After "(": fetch-att *(SP fetch-att) ")". */
function decodeAttributes(decoder: Decoder): FetchAttribute[] {
  const attributes: FetchAttribute[] = [];
  do attributes.push(...decodeFetchAttributes(decoder));
  while (decoder.trySp());
  expect(decoder, ')');
  return attributes;
}

/** RFC 5465 §5: news and expunges go together, flags need both; §6.1: the selected mailbox has messages only. */
function checkGroup(filter: NotifyFilter, { events, attributes }: Omit<DecodedGroup, 'filter'>): void {
  const isBoth = events.has('MessageNew') === events.has('MessageExpunge');
  if (!isBoth || (events.has('FlagChange') && !events.has('MessageNew')))
    throw new WireError('MessageNew and MessageExpunge go together, FlagChange with both');
  const isSelected = filter.kind === 'selected' || filter.kind === 'selectedDelayed';
  const hasOther = [...events].some((event) => !MESSAGE_EVENTS.has(event));
  if (isSelected && hasOther) throw new WireError('Only message events for the selected mailbox');
  if (!isSelected && attributes.length > 0)
    throw new WireError('Attributes are for the selected mailbox only');
}

const MESSAGE_EVENTS: ReadonlySet<NotifyEvent> = new Set(['MessageNew', 'MessageExpunge', 'FlagChange']);

function expect(decoder: Decoder, text: string): void {
  if (!decoder.tryText(text)) throw new WireError(`Expected ${text}`);
}
