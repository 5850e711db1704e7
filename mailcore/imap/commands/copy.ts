import { placeOf } from '../../store/access/mailbox-access.ts';
import { defineCommand, SELECTED } from '../command.ts';
import type { Command } from '../command.ts';
import { no, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { limitMessages, limitReply } from '../message-limit.ts';
import type { ImapSession } from '../session-state.ts';
import { noTarget } from '../mailboxes/shared-namespace.ts';
import type { CopiedUids } from '../../store/email-store.ts';
import type { Decoder } from '../wire/decoder.ts';
import { formatSequenceSet } from '../wire/sequence-set.ts';
import type { SequenceSet } from '../wire/sequence-set.ts';

export const copy = transfer('COPY', 'RFC 9051 §6.4.7, RFC 4315 §3', false, copyTo);
export const uidCopy = transfer('UID COPY', 'RFC 9051 §6.4.9, RFC 4315 §3', true, copyTo);
export const move = transfer('MOVE', 'RFC 6851 §3.1', false, moveTo);
export const uidMove = transfer('UID MOVE', 'RFC 6851 §3.2', true, moveTo);

interface Transfer {
  readonly set: SequenceSet;
  readonly path: string;
}

type Run = (session: ImapSession, transfer: Transfer, isUid: boolean) => Promise<Reply>;

function transfer(name: string, rfc: string, isUid: boolean, run: Run): Command {
  return defineCommand({
    name,
    states: SELECTED,
    rfc,
    usesNumbers: !isUid,
    mayTakeLong: true,
    parse(decoder: Decoder): Transfer {
      decoder.sp();
      const set = decoder.sequenceSet();
      decoder.sp();
      return { set, path: decoder.mailbox() };
    },
    run: (session, args) => run(session, args, isUid),
  });
}

async function copyTo(session: ImapSession, { set, path }: Transfer, isUid: boolean): Promise<Reply> {
  const { view } = session;
  const limited = limitMessages(session, isUid ? view.resolveUids(set) : view.resolveSequence(set));
  const uids = view.uidsOf(limited.positions);
  const target = await session.findMailbox(path);
  if (target === null) return noTarget(path);
  const copied = await session.access.transfer(placeOf(view.mailbox), uids, placeOf(target), {
    isMove: false,
  });
  if (target.id === view.mailbox.id) await session.refresh({ force: true });
  return limitReply(session, limited, ok('Copy completed', copyUid(copied)));
}

async function moveTo(session: ImapSession, { set, path }: Transfer, isUid: boolean): Promise<Reply> {
  const { view } = session;
  if (view.isReadOnly) return no('Mailbox is read-only', 'READ-ONLY');
  const limited = limitMessages(session, isUid ? view.resolveUids(set) : view.resolveSequence(set));
  const uids = view.uidsOf(limited.positions);
  const target = await session.findMailbox(path);
  if (target === null) return noTarget(path);
  if (target.id === view.mailbox.id) return no('Source and destination are the same', 'CANNOT');
  const moved = await session.access.transfer(placeOf(view.mailbox), uids, placeOf(target), { isMove: true });
  const code = copyUid(moved);
  // RFC 6851 §4.3: COPYUID goes before the EXPUNGEs, which the client needs to tell from those of others.
  if (code !== null) void session.untagged(`OK [${code}] Moved`);
  await session.refresh({ force: true });
  const modseq = moved.sourceUids.length > 0 ? session.highestModseq : null;
  return limitReply(session, limited, ok('Move completed', modseq));
}

function copyUid({ uidValidity, sourceUids, destinationUids }: CopiedUids): string | null {
  if (sourceUids.length === 0) return null;
  return `COPYUID ${uidValidity} ${formatSequenceSet(sourceUids)} ${formatSequenceSet(destinationUids)}`;
}
