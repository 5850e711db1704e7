import { WireError } from '../../errors.ts';
import { defineCommand, SELECTED } from '../command.ts';
import type { Command } from '../command.ts';
import { runSearch } from '../search/run-search.ts';
import type { SearchRequest } from '../search/run-search.ts';
import type { Decoder } from '../wire/decoder.ts';
import { decodeSearchProgram } from '../wire/search-keys.ts';
import { decodeSearchReturns, RETURN_ALL } from '../wire/search-returns.ts';

const RFCS = 'RFC 4731, RFC 5182, RFC 5267, RFC 7162 §3.1.5, RFC 9394';

export const search = searching('SEARCH', `RFC 9051 §6.4.4, ${RFCS}`, false);
export const uidSearch = searching('UID SEARCH', `RFC 9051 §6.4.9, ${RFCS}`, true);

function searching(name: string, rfc: string, isUid: boolean): Command {
  return defineCommand({
    name,
    states: SELECTED,
    rfc,
    updates: isUid ? 'all' : 'noExpunge',
    usesNumbers: !isUid,
    mayTakeLong: true,
    parse: decodeSearch,
    run: (session, request) => runSearch(session, request, isUid),
  });
}

function decodeSearch(decoder: Decoder): SearchRequest {
  decoder.sp();
  // RFC 9051 §6.4.4: without options, IMAP4rev2 means ALL.
  const returns = decodeSearchReturns(decoder) ?? (decoder.isRev2 ? RETURN_ALL : null);
  const program = decodeSearchProgram(decoder);
  // RFC 6855 §3: who speaks UTF-8 names no charset, but in IMAP4rev2 may.
  if (decoder.isUtf8 && !decoder.isRev2 && program.charset !== null)
    throw new WireError('No charset once UTF8=ACCEPT is enabled');
  return { program, returns, order: null };
}
