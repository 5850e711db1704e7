import { WireError } from '../../errors.ts';
import { FLAG } from '../../model/keyword.ts';
import type { Mailbox } from '../../model/mailbox.ts';
import { mailboxIdValue } from './object-ids.ts';
import type { ImapSession } from '../session-state.ts';
import type { Decoder } from '../wire/decoder.ts';

type Value = (mailbox: Mailbox, session: ImapSession) => number | string | Promise<number>;

/** Items of STATUS and of LIST RETURN (STATUS …). RFC 9051 §6.3.11, RFC 3501 §6.3.10, RFC 7162 §3.1.7, RFC 8438, RFC 7889 §3.1, RFC 8474 §4.3. */
const ITEMS = {
  MESSAGES: ({ totalEmails }) => totalEmails,
  RECENT: () => 0,
  UIDNEXT: ({ uidNext }) => uidNext,
  UIDVALIDITY: ({ uidValidity }) => uidValidity,
  UNSEEN: countUnseen,
  DELETED: countDeleted,
  'DELETED-STORAGE': sumDeleted,
  MAILBOXID: ({ id }) => mailboxIdValue(id),
  SIZE: ({ sizeBytes }) => sizeBytes,
  HIGHESTMODSEQ: ({ modseq }) => modseq,
  APPENDLIMIT: (_, session) => session.deps.config.limits.maxMessageBytes,
} as const satisfies Record<string, Value>;

export type StatusItem = keyof typeof ITEMS;

export function decodeStatusItems(decoder: Decoder): StatusItem[] {
  const items = decoder.list(() => decoder.keyword());
  if (items.length === 0) throw new WireError('Expected a status item');
  return [...new Set(items)].map((item) => {
    // RFC 9051 appendix E dropped \Recent.
    if (!Object.hasOwn(ITEMS, item) || (decoder.isRev2 && item === 'RECENT'))
      throw new WireError('Unknown status item');
    return item as StatusItem;
  });
}

/** Sends `* STATUS mailbox (…)`. Asking for HIGHESTMODSEQ switches CONDSTORE on: RFC 7162 §3.1. */
export async function sendStatus(
  session: ImapSession,
  path: string,
  mailbox: Mailbox,
  items: readonly StatusItem[],
): Promise<void> {
  if (items.includes('HIGHESTMODSEQ')) session.enableCondstore();
  const values: string[] = [];
  for (const item of items) values.push(`${item} ${await ITEMS[item](mailbox, session)}`);
  await session.untagged(`STATUS ${session.encodeMailbox(path)} (${values.join(' ')})`);
}

/** JMAP's unread leaves drafts out, IMAP's unseen does not: counted where the two can differ. RFC 8621 §2, RFC 9051 §6.3.11. */
async function countUnseen(mailbox: Mailbox, session: ImapSession): Promise<number> {
  const { rows } = await session.selection.readRows(mailbox);
  return rows.flags.reduce((count, flags) => count + ((flags & FLAG.seen) === 0 ? 1 : 0), 0);
}

/** Octets that EXPUNGE would free. RFC 9208 §4.1.4. */
async function sumDeleted(mailbox: Mailbox, session: ImapSession): Promise<number> {
  const { rows } = await session.selection.readRows(mailbox);
  return rows.sizes.reduce((sum, size, row) => (rows.deleted[row] === 1 ? sum + size : sum), 0);
}

async function countDeleted(mailbox: Mailbox, session: ImapSession): Promise<number> {
  const { rows } = await session.selection.readRows(mailbox);
  return rows.deleted.reduce((count, isDeleted) => count + isDeleted, 0);
}
