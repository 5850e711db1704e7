import { defineCommand, noArguments, SELECTED } from '../command.ts';
import { ok } from '../errors.ts';

/** Expunges without telling: the client leaves. RFC 9051 §6.4.1. */
export const close = defineCommand({
  name: 'CLOSE',
  states: SELECTED,
  rfc: 'RFC 9051 §6.4.1',
  updates: 'none',
  parse: noArguments,
  async run(session) {
    const { isReadOnly, mailbox } = session.view;
    if (!isReadOnly) await session.deps.store.expunge(session.account.id, mailbox.id, null);
    session.deselect();
    return ok('Mailbox closed');
  },
});
