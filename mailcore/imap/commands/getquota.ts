import { MailError } from '../../errors.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import { ok } from '../errors.ts';
import { accountOfRoot, encodeRoot, maySee, sendQuota } from '../properties/quota-root.ts';
import type { Decoder } from '../wire/decoder.ts';

export const getquota = defineCommand({
  name: 'GETQUOTA',
  states: SIGNED_IN,
  rfc: 'RFC 9208 §4.1.1, RFC 2087 §4.2',
  parse(decoder: Decoder) {
    decoder.sp();
    return decoder.astring();
  },
  async run(session, root) {
    sendQuota(session, await accountOfRoot(session, root));
    return ok('Getquota completed');
  },
});

export const getquotaroot = defineCommand({
  name: 'GETQUOTAROOT',
  states: SIGNED_IN,
  rfc: 'RFC 9208 §4.1.2, RFC 2087 §4.3',
  parse(decoder: Decoder) {
    decoder.sp();
    return decoder.mailbox();
  },
  async run(session, path) {
    const mailbox = await session.getMailbox(path);
    const account = await session.deps.store.getAccount(mailbox.accountId);
    if (account === null) throw new MailError('mailboxNotFound', 'Mailbox does not exist');
    void session.untagged(`QUOTAROOT ${session.encodeMailbox(path)} ${encodeRoot(account)}`);
    if (await maySee(session, account)) sendQuota(session, account);
    return ok('Getquotaroot completed');
  },
});
