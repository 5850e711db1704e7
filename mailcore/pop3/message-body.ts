import { MailError } from '../errors.ts';
import type { Pop3Session } from './session-state.ts';

/** A message of the maildrop, ready to be sent. Throws `emailNotFound` when another client has removed it meanwhile. */
export async function openMessage(
  session: Pop3Session,
  number: number,
): Promise<{ bodyStart: number; stream(): AsyncIterable<Buffer> }> {
  const { store, blobs } = session.deps;
  const { maildrop } = session;
  const emailId = maildrop.emailId(number);
  const stored = (await store.getContents(maildrop.accountId, [emailId])).get(emailId);
  if (!stored) throw new MailError('emailNotFound', 'message is gone');
  return {
    bodyStart: stored.content.root.bodyStart,
    stream: () => blobs.stream(stored.blob.location),
  };
}
