import { WireError } from '../../errors.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import { bad, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { badCharset, searchCharset } from '../search/charsets.ts';
import { evaluateSearch } from '../search/evaluate.ts';
import { filteredMailboxes } from '../search/filtered-mailboxes.ts';
import { askedModseq, emptyingResult, keepResult } from '../search/run-search.ts';
import { formatExtended, namedByReturns } from '../search/search-result.ts';
import type { ImapSession } from '../session-state.ts';
import type { MailboxEntry } from '../mailboxes/mailbox-tree.ts';
import { MailboxView } from '../view/view.ts';
import type { Decoder } from '../wire/decoder.ts';
import { decodeSourceOptions } from '../wire/mailbox-filter.ts';
import type { MailboxFilter } from '../wire/mailbox-filter.ts';
import { decodeSearchProgram } from '../wire/search-keys.ts';
import type { SearchProgram } from '../wire/search-keys.ts';
import { decodeSearchReturns, RETURN_ALL } from '../wire/search-returns.ts';
import type { SearchReturns } from '../wire/search-returns.ts';

interface MultiSearch {
  readonly sources: readonly MailboxFilter[];
  readonly returns: SearchReturns;
  readonly program: SearchProgram;
}

export const esearch = defineCommand({
  name: 'ESEARCH',
  states: SIGNED_IN,
  rfc: 'RFC 7377 §2',
  parse(decoder: Decoder): MultiSearch {
    decoder.sp();
    const sources = decodeSourceOptions(decoder) ?? [{ kind: 'selected' }];
    const returns = decodeSearchReturns(decoder) ?? RETURN_ALL;
    // RFC 7377 §2.2: `$` is about the selected mailbox alone.
    if (returns.saves && sources.some(({ kind }) => kind !== 'selected'))
      throw new WireError('SAVE needs the selected mailbox');
    return { sources, returns, program: decodeSearchProgram(decoder) };
  },
  async run(session, request): Promise<Reply> {
    const { sources, returns, program } = request;
    const needsSelected = returns.updates || sources.some(({ kind }) => kind === 'selected');
    if (needsSelected && session.selected === null) return bad('No mailbox is selected');
    if (returns.updates && session.contexts.has(session.tag)) return bad('Tag reuse');
    const charset = searchCharset(program.charset);
    if (charset === null) return emptyingResult(session, returns, badCharset());
    const tree = await session.mailboxes();
    for (const entry of filteredMailboxes(tree, sources, session.selected?.id ?? null))
      await searchMailbox(session, entry, request, charset);
    return ok('Search completed');
  },
});

/** A mailbox without a match is not answered for. RFC 7377 §2.1. */
async function searchMailbox(
  session: ImapSession,
  { mailbox, path }: MailboxEntry,
  { returns, program }: MultiSearch,
  charset: string,
): Promise<void> {
  const isSelected = session.selected?.id === mailbox.id;
  const view = isSelected
    ? session.view
    : new MailboxView(mailbox, true, await session.selection.readRows(mailbox));
  const found = await evaluateSearch(session, view, program.key, charset);
  const modseq = askedModseq(session, view, program.key, namedByReturns(found, returns));
  if (found.length > 0 && !returns.isSilent) {
    const name = session.encodeMailbox(path);
    const correlator = { tag: session.tag, mailbox: { name, uidValidity: mailbox.uidValidity } };
    const numbers = found.map((position) => view.uidAt(position));
    await session.untagged(formatExtended(correlator, { isUid: true, returns, numbers, modseq }));
  }
  if (isSelected) keepResult(session, { program, returns, order: null }, { charset, found, isUid: true });
}
