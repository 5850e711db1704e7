import { WireError } from '../../errors.ts';
import { FLAG } from '../../model/keyword.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import type { Command } from '../command.ts';
import { bad, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { listResponse } from '../mailboxes/list-response.ts';
import { mailboxIdCode } from '../mailboxes/object-ids.ts';
import { sendResync } from '../view/resync.ts';
import type { ImapSession } from '../session-state.ts';
import type { MailboxView } from '../view/view.ts';
import type { Decoder } from '../wire/decoder.ts';
import { decodeResync } from '../wire/resync.ts';
import type { Resync } from '../wire/resync.ts';

export const select = opening('SELECT', 'RFC 9051 §6.3.2, RFC 7162 §3.1.8, §3.2.5, RFC 4314 §5.2', false);
export const examine = opening('EXAMINE', 'RFC 9051 §6.3.3, RFC 7162 §3.1.8, §3.2.5', true);

function opening(name: string, rfc: string, isReadOnly: boolean): Command {
  return defineCommand({
    name,
    states: SIGNED_IN,
    rfc,
    updates: 'none',
    parse(decoder: Decoder) {
      decoder.sp();
      return { ...decoder.givenMailbox(), ...(decoder.trySp() ? decodeParameters(decoder) : NO_PARAMETERS) };
    },
    async run(session, { path, given, hasCondstore, resync }): Promise<Reply> {
      // RFC 7162 §3.2.5: only a client that has enabled it understands the answer.
      if (resync !== null && !session.enabled.hasQresync) return bad('QRESYNC is not enabled');
      // RFC 9051 §6.3.2: the mailbox selected before is closed even when this one cannot be opened.
      if (session.selected !== null) void session.untagged('OK [CLOSED] Previous mailbox is closed');
      session.selection.leave();
      if (hasCondstore) session.enableCondstore();
      const entry = await session.getEntry(path);
      const view = await session.selection.open(entry.mailbox, isReadOnly);
      void session.connection.write(describe(view, session));
      // RFC 9051 §6.3.2
      if (session.enabled.isRev2) void session.untagged(listResponse(session, entry, { oldName: given }));
      if (resync !== null) await sendResync(session, resync);
      const mayChange = !isReadOnly && [...view.rights].some((right) => CHANGING.has(right));
      return ok(`${path === 'INBOX' ? path : 'Mailbox'} opened`, mayChange ? 'READ-WRITE' : 'READ-ONLY');
    },
  });
}

/** RFC 4314 §5.2: without any of these rights a mailbox is read-only. */
const CHANGING: ReadonlySet<string> = new Set(['i', 'e', 's', 'w', 't']);

interface SelectParameters {
  readonly hasCondstore: boolean;
  readonly resync: Resync | null;
}

const NO_PARAMETERS: SelectParameters = { hasCondstore: false, resync: null };

/** select-params = "(" select-param *(SP select-param) ")". RFC 4466 §2.2. */
function decodeParameters(decoder: Decoder): SelectParameters {
  let parameters = NO_PARAMETERS;
  decoder.list(() => {
    const name = decoder.keyword();
    if (name === 'CONDSTORE') parameters = { ...parameters, hasCondstore: true };
    else if (name === 'QRESYNC') parameters = { ...parameters, resync: decodeResync(decoder) };
    else throw new WireError('Unknown parameter');
  });
  return parameters;
}

function describe(view: MailboxView, { enabled: { isRev2, isUidOnly } }: ImapSession): string {
  const { mailbox } = view;
  const unseen = firstUnseen(view);
  return [
    view.flagLists(),
    `* ${view.exists} EXISTS\r\n`,
    // RFC 3501 §7.3.2: no message of ours is \Recent. RFC 9051 appendix E dropped both of these.
    isRev2 ? '' : '* 0 RECENT\r\n',
    isRev2 || isUidOnly || unseen === null ? '' : `* OK [UNSEEN ${unseen}] First unseen message\r\n`,
    `* OK [UIDVALIDITY ${mailbox.uidValidity}] UIDs are valid\r\n`,
    `* OK [UIDNEXT ${view.lastUid + 1}] Predicted next UID\r\n`,
    `* OK [${mailboxIdCode(mailbox.id)}] The mailbox by any name\r\n`,
    `* OK [HIGHESTMODSEQ ${view.highestModseq}] Highest\r\n`,
  ].join('');
}

/** Sequence number, or null when all are seen. */
function firstUnseen({ rows }: MailboxView): number | null {
  const index = rows.flags.findIndex((flags) => (flags & FLAG.seen) === 0);
  return index < 0 ? null : index + 1;
}
