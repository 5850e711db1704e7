/** Where in the mail one is; every place has an address that can be reloaded and sent to oneself. */
export interface MailRoute {
  /** A mailbox by id; null = the inbox, or all mail in a search. */
  readonly mailboxId: string | null;
  readonly search: string | null;
  readonly threadId: string | null;
}

const PATH = /^\/mail\/(?:(m\d+|search)(?:\/(t\d+))?)?$/;

export const INBOX: MailRoute = { mailboxId: null, search: null, threadId: null };

/** Reads `/mail/m3/t5` and `/mail/search/t5?q=tea&in=m3`; what is no such place is the inbox. */
export function parseMailRoute(url: URL): MailRoute {
  const [, place, threadId = null] = PATH.exec(url.pathname) ?? [];
  if (place === undefined) return INBOX;
  if (place !== 'search') return { mailboxId: place, search: null, threadId };
  return { mailboxId: url.searchParams.get('in'), search: url.searchParams.get('q') ?? '', threadId };
}

export function formatMailRoute({ mailboxId, search, threadId }: MailRoute): string {
  const thread = threadId === null ? '' : `/${threadId}`;
  if (search === null) return mailboxId === null ? '/mail/' : `/mail/${mailboxId}${thread}`;
  const query = new URLSearchParams({ q: search, ...(mailboxId === null ? {} : { in: mailboxId }) });
  return `/mail/search${thread}?${query}`;
}
