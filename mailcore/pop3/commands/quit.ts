import { MailError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import type { Pop3Session } from '../session-state.ts';
import { noArguments } from '../wire/command.ts';

export const quit = defineCommand({
  name: 'QUIT',
  states: ['authorization', 'transaction'],
  rfc: 'RFC 1939 §6',
  parse: noArguments,
  async run(session) {
    session.end();
    if (session.state === 'transaction' && !(await removeMarked(session)))
      return session.fail(`[SYS/TEMP] ${session.texts.notRemoved}`);
    // RFC 1939 §6: before the answer, so that whoever reads it may sign in again at once.
    await session.unlock();
    session.ok(session.texts.bye);
  },
});

/** The UPDATE state. False when nothing could be removed. */
async function removeMarked({ deps, maildrop }: Pop3Session): Promise<boolean> {
  const { accountId, mailboxId } = maildrop;
  const uids = maildrop.markedUids();
  if (uids.length === 0) return true;
  try {
    await deps.store.removeMemberships(accountId, mailboxId, uids);
    return true;
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    deps.logger.error({ err: error, account: accountId }, 'pop3: marked messages not removed');
    return false;
  }
}
