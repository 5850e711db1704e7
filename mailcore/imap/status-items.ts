import { WireError } from '../errors.ts';
import type { Mailbox } from '../model/mailbox.ts';
import type { ImapSession } from './session-state.ts';
import type { Decoder } from './wire/decoder.ts';

/** Items of STATUS and of LIST RETURN (STATUS …). RFC 9051 §6.3.11, RFC 3501 §6.3.10, RFC 7162 §3.1.7, RFC 8438, RFC 7889 §3.1. */
const ITEMS = {
  MESSAGES: ({ totalEmails }: Mailbox) => totalEmails,
  RECENT: () => 0,
  UIDNEXT: ({ uidNext }: Mailbox) => uidNext,
  UIDVALIDITY: ({ uidValidity }: Mailbox) => uidValidity,
  UNSEEN: ({ unreadEmails }: Mailbox) => unreadEmails,
  SIZE: ({ sizeBytes }: Mailbox) => sizeBytes,
  HIGHESTMODSEQ: ({ modseq }: Mailbox) => modseq,
  APPENDLIMIT: (_: Mailbox, session: ImapSession) => session.deps.config.limits.maxMessageBytes,
} as const;

export type StatusItem = keyof typeof ITEMS;

export function decodeStatusItems(decoder: Decoder): StatusItem[] {
  const items = decoder.list(() => decoder.keyword());
  if (items.length === 0) throw new WireError('Expected a status item');
  return [...new Set(items)].map((item) => {
    if (!Object.hasOwn(ITEMS, item)) throw new WireError('Unknown status item');
    return item as StatusItem;
  });
}

/** Sends `* STATUS mailbox (…)`. Asking for HIGHESTMODSEQ switches CONDSTORE on: RFC 7162 §3.1. */
export function sendStatus(
  session: ImapSession,
  path: string,
  mailbox: Mailbox,
  items: readonly StatusItem[],
): void {
  if (items.includes('HIGHESTMODSEQ')) session.enabled.add('CONDSTORE');
  const values = items.map((item) => `${item} ${ITEMS[item](mailbox, session)}`);
  void session.untagged(`STATUS ${session.encodeMailbox(path)} (${values.join(' ')})`);
}
