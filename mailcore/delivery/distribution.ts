import type { Account } from '../model/account.ts';
import type { EnvelopeRecipient } from '../model/envelope.ts';
import type { AccountId } from '../model/ids.ts';
import type { AcceptedMessage } from './delivery.ts';
import type { Router } from './route.ts';

/** The recipients of a message by where they are: each account once, however many of its addresses were named. */
export interface Distribution {
  readonly accounts: readonly Account[];
  readonly remote: readonly EnvelopeRecipient[];
}

/** Throws as Router.route does, for the first recipient that has no way. */
export async function distribute(router: Router, message: AcceptedMessage): Promise<Distribution> {
  const { origin, envelope, submission, receivedAt } = message;
  const waits = submission !== undefined && submission.sendAt > receivedAt;
  if (waits) return { accounts: [], remote: envelope.recipients };
  const accounts = new Map<AccountId, Account>();
  const remote: EnvelopeRecipient[] = [];
  for (const recipient of envelope.recipients) {
    const route = await router.route(origin, recipient.address);
    if (route.kind === 'local') accounts.set(route.account.id, route.account);
    else remote.push(recipient);
  }
  return { accounts: [...accounts.values()], remote };
}
