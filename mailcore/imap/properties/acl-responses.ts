import { formatRights, type Rights } from '../../model/rights.ts';
import type { ImapSession } from '../session-state.ts';
import { encodeAString, utf8Binary } from '../wire/encoder.ts';

/** Sends `* MYRIGHTS mailbox rights`. RFC 4314 §3.8. */
export function sendMyRights(session: ImapSession, path: string, rights: Rights): void {
  void session.untagged(`MYRIGHTS ${session.encodeMailbox(path)} ${encodeRights(rights)}`);
}

/** Rights as an astring; the obsolete letters come along. RFC 4314 §2.1.1. */
export function encodeRights(rights: Rights): string {
  return encodeAString(formatRights(rights));
}

/** Who it is: an address, or `anyone`. RFC 4314 §3. */
export function encodeIdentifier(address: string | null): string {
  return encodeAString(utf8Binary(address ?? ANYONE));
}

export const ANYONE = 'anyone';
