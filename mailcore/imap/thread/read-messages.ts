import type { MessageSummary } from '../../model/content.ts';
import type { EmailStore } from '../../store/email-store.ts';
import type { RowValue } from '../row-values.ts';
import type { Found } from '../search/search-result.ts';
import type { ImapSession } from '../session-state.ts';
import { baseSubject } from '../sort/base-subject.ts';
import { casemapKey } from '../sort/casemap.ts';
import { sentDates } from '../sort/sort-found.ts';
import type { MailboxView } from '../view/view.ts';
import { normaliseMessageId } from './message.ts';
import type { ThreadMessage } from './message.ts';

type ThreadFacts = Omit<ThreadMessage, 'sentAt'>;

/** What threading needs of the messages found, in the order given. RFC 5256 §3. */
export async function readThreadMessages(
  session: ImapSession,
  view: MailboxView,
  found: Found,
): Promise<ThreadMessage[]> {
  const { mailbox, rows } = view;
  const facts = await session.values.get(
    threadValue(session.storeOf(mailbox)),
    mailbox.accountId,
    mailbox.id,
    rows,
  );
  const dates = sentDates(rows);
  return found.map((position) => {
    const row = view.rowAt(position);
    return { ...(facts[row] ?? NO_FACTS), sentAt: dates[row] as number };
  });
}

const NO_FACTS: ThreadFacts = { id: null, references: [], subject: '', isReply: false };

function threadValue(store: Pick<EmailStore, 'getSummaries'>): RowValue<ThreadFacts> {
  return {
    name: 'thread',
    missing: NO_FACTS,
    sizeBytes: ({ id, references, subject }) =>
      100 +
      2 * (id ?? '').length +
      2 * subject.length +
      references.reduce((sum, text) => sum + 40 + 2 * text.length, 0),
    async read(accountId, emailIds) {
      const summaries = await store.getSummaries(accountId, emailIds);
      return new Map([...summaries].map(([id, summary]) => [id, factsOf(summary)]));
    },
  };
}

/** RFC 5256 §3: References, else the first id of In-Reply-To. */
function factsOf({ messageId, references, inReplyTo, subject }: MessageSummary): ThreadFacts {
  const base = baseSubject(subject ?? '');
  return {
    id: messageId?.[0] === undefined ? null : normaliseMessageId(messageId[0]),
    references: (references ?? inReplyTo?.slice(0, 1) ?? []).map(normaliseMessageId),
    subject: casemapKey(base.text),
    isReply: base.isReply,
  };
}
