import { WireError } from '../../errors.ts';
import { FLAG } from '../../model/keyword.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import type { Command } from '../command.ts';
import { ok } from '../errors.ts';
import type { MailboxView } from '../view.ts';
import type { Decoder } from '../wire/decoder.ts';

export const select = opening('SELECT', 'RFC 9051 §6.3.2, RFC 7162 §3.1.8', false);
export const examine = opening('EXAMINE', 'RFC 9051 §6.3.3, RFC 7162 §3.1.8', true);

function opening(name: string, rfc: string, isReadOnly: boolean): Command {
  return defineCommand({
    name,
    states: SIGNED_IN,
    rfc,
    updates: 'none',
    parse(decoder: Decoder) {
      decoder.sp();
      const path = decoder.mailbox();
      return { path, parameters: decoder.trySp() ? decoder.list(() => parameter(decoder)) : [] };
    },
    async run(session, { path, parameters }) {
      // RFC 9051 §6.3.2: the mailbox selected before is closed even when this one cannot be opened.
      if (session.selected !== null) void session.untagged('OK [CLOSED] Previous mailbox is closed');
      session.deselect();
      if (parameters.includes('CONDSTORE')) session.enabled.add('CONDSTORE');
      const mailbox = (await session.mailboxes()).get(path);
      const view = await session.select(mailbox, isReadOnly);
      void session.connection.write(describe(view));
      return ok(`${path === 'INBOX' ? path : 'Mailbox'} opened`, isReadOnly ? 'READ-ONLY' : 'READ-WRITE');
    },
  });
}

function parameter(decoder: Decoder): string {
  const name = decoder.keyword();
  if (name !== 'CONDSTORE') throw new WireError('Unknown parameter');
  return name;
}

function describe(view: MailboxView): string {
  const { mailbox } = view;
  const unseen = firstUnseen(view);
  return [
    view.flagLists(),
    `* ${view.exists} EXISTS\r\n`,
    // RFC 3501 §7.3.2; no message of ours is \Recent.
    '* 0 RECENT\r\n',
    unseen === null ? '' : `* OK [UNSEEN ${unseen}] First unseen message\r\n`,
    `* OK [UIDVALIDITY ${mailbox.uidValidity}] UIDs are valid\r\n`,
    `* OK [UIDNEXT ${Math.max(mailbox.uidNext, lastUid(view) + 1)}] Predicted next UID\r\n`,
    `* OK [HIGHESTMODSEQ ${mailbox.modseq}] Highest\r\n`,
  ].join('');
}

/** Sequence number, or null when all are seen. */
function firstUnseen({ rows }: MailboxView): number | null {
  const index = rows.flags.findIndex((flags) => (flags & FLAG.seen) === 0);
  return index < 0 ? null : index + 1;
}

/** Mail may have come in between the mailbox's row and its messages' rows. */
function lastUid(view: MailboxView): number {
  return view.rows.uids.at(-1) ?? 0;
}
