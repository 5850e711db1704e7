import type { ImapSession } from '../session-state.ts';

/** How a response names the message at a position: `3 FETCH`, or `117 UIDFETCH` once UIDONLY is enabled. RFC 9051 §7.5.2, RFC 9586 §3.3. */
export function messageLabel({ view, enabled: { isUidOnly } }: ImapSession): (position: number) => string {
  return isUidOnly ? (position) => `${view.uidAt(position)} UIDFETCH` : (position) => `${position + 1} FETCH`;
}
