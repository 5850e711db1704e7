import { parseSequenceSet } from '../../wire/sequence-set.ts';

/** An untagged response, as far as it says something about the selected mailbox. */
export type MailboxResponse =
  | { readonly kind: 'exists'; readonly count: number }
  | { readonly kind: 'expunge'; readonly number: number }
  | { readonly kind: 'vanished'; readonly uids: readonly number[]; readonly isEarlier: boolean }
  | FetchResponse
  | { readonly kind: 'code'; readonly name: string; readonly value: string };

/** Null for what it does not name. */
export interface FetchResponse {
  readonly kind: 'fetch';
  /** Null for UIDFETCH. */
  readonly number: number | null;
  readonly uid: number | null;
  /** As {@link normaliseFlags} writes them. */
  readonly flags: string | null;
  readonly modseq: number | null;
}

/** Reads one line without its CRLF; null for a line about something else. RFC 9051 §7. */
export function parseResponse(line: string): MailboxResponse | null {
  const exists = /^\* (\d+) EXISTS$/.exec(line);
  if (exists) return { kind: 'exists', count: Number(exists[1]) };
  const expunge = /^\* (\d+) EXPUNGE$/.exec(line);
  if (expunge) return { kind: 'expunge', number: Number(expunge[1]) };
  const vanished = /^\* VANISHED( \(EARLIER\))? ([\d:,]+)$/.exec(line);
  if (vanished)
    return { kind: 'vanished', uids: unfold(vanished[2] as string), isEarlier: vanished[1] !== undefined };
  const fetch = /^\* (\d+) (FETCH|UIDFETCH) \((.*)$/.exec(line);
  if (fetch) return fetchResponse(Number(fetch[1]), fetch[2] === 'UIDFETCH', fetch[3] as string);
  return responseCode(line);
}

/** `[NAME value]` of an untagged or tagged OK, NO or BAD. */
export function responseCode(line: string): (MailboxResponse & { kind: 'code' }) | null {
  const code = /^\S+ (?:OK|NO|BAD) \[([A-Z]+)(?: ([^\]]*))?\]/.exec(line);
  return code && { kind: 'code', name: code[1] as string, value: code[2] ?? '' };
}

function fetchResponse(number: number, isUid: boolean, items: string): FetchResponse {
  const uid = /(?:^| )UID (\d+)/.exec(items);
  const flags = /(?:^| )FLAGS \(([^)]*)\)/.exec(items);
  const modseq = /(?:^| )MODSEQ \((\d+)\)/.exec(items);
  return {
    kind: 'fetch',
    number: isUid ? null : number,
    uid: isUid ? number : uid && Number(uid[1]),
    flags: flags && normaliseFlags(flags[1] as string),
    modseq: modseq && Number(modseq[1]),
  };
}

/** Flags apart from case and order. */
export function normaliseFlags(text: string): string {
  return text.toLowerCase().split(' ').filter(Boolean).sort().join(' ');
}

/** The numbers of a set without `*`. */
export function unfold(set: string): number[] {
  return parseSequenceSet(set).flatMap(({ from, to }) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index),
  );
}
