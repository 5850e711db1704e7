import { defineCommand, SELECTED } from '../command.ts';
import type { Command } from '../command.ts';
import { runSearch } from '../search/run-search.ts';
import type { SearchRequest } from '../search/run-search.ts';
import type { Decoder } from '../wire/decoder.ts';
import { decodeSearchKeys } from '../wire/search-keys.ts';
import { decodeSearchReturns } from '../wire/search-returns.ts';
import { decodeSortCriteria } from '../wire/sort-criteria.ts';

export const sort = sorting('SORT', false);
export const uidSort = sorting('UID SORT', true);

function sorting(name: string, isUid: boolean): Command {
  return defineCommand({
    name,
    states: SELECTED,
    rfc: 'RFC 5256 §3, RFC 5267 §3, RFC 5957, RFC 7162 §3.1.6',
    updates: isUid ? 'all' : 'noExpunge',
    usesNumbers: !isUid,
    mayTakeLong: true,
    parse: decodeSort,
    run: (session, request) => runSearch(session, request, isUid),
  });
}

function decodeSort(decoder: Decoder): SearchRequest {
  decoder.sp();
  const returns = decodeSearchReturns(decoder);
  const order = decodeSortCriteria(decoder);
  decoder.sp();
  const charset = decoder.astring();
  decoder.sp();
  return { program: { charset, key: decodeSearchKeys(decoder) }, returns, order };
}
