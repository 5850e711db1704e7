import type { EmailAddress, Identity } from '../../../mailcore/jmap/types.ts';
import type { ListEmail } from '../../lib/jmap/email.ts';

export interface Recipients {
  readonly to: EmailAddress[];
  readonly cc: EmailAddress[];
}

type Correspondents = Pick<ListEmail, 'from' | 'replyTo' | 'to' | 'cc'>;

/** Whom an answer goes to: where the author asked to be answered, or, of one's own email, those it went to. RFC 5322 §3.6.3. */
export function replyRecipients(email: Correspondents, isOwn: (address: string) => boolean): Recipients {
  return { to: authors(email, isOwn), cc: [] };
}

/** The same and everybody else who got the email, without the user's own addresses; nobody twice. */
export function replyAllRecipients(email: Correspondents, isOwn: (address: string) => boolean): Recipients {
  const others = (addresses: EmailAddress[] | null) => (addresses ?? []).filter(({ email }) => !isOwn(email));
  const to = distinct([...authors(email, isOwn), ...others(email.to)]);
  const taken = new Set(to.map(key));
  return { to, cc: distinct(others(email.cc)).filter((address) => !taken.has(key(address))) };
}

/** The identity that the email was sent to or from, else the first. */
export function replyIdentity(
  email: Correspondents & Pick<ListEmail, 'bcc'>,
  identities: readonly Identity[],
): Identity | undefined {
  const addresses = [email.to, email.cc, email.bcc, email.from].flatMap((list) => list ?? []).map(key);
  const addressed = addresses.flatMap(
    (address) => identities.find((one) => one.email.toLowerCase() === address) ?? [],
  );
  return addressed[0] ?? identities[0];
}

function authors({ from, replyTo, to }: Correspondents, isOwn: (address: string) => boolean): EmailAddress[] {
  const wanted = distinct(replyTo?.length ? replyTo : (from ?? []));
  const isMine = (from ?? []).length > 0 && from!.every(({ email }) => isOwn(email));
  return isMine && to?.length ? distinct(to) : wanted;
}

function distinct(addresses: readonly EmailAddress[]): EmailAddress[] {
  const seen = new Set<string>();
  return addresses.filter((address) => !seen.has(key(address)) && seen.add(key(address)));
}

function key({ email }: EmailAddress): string {
  return email.toLowerCase();
}
