import { ALL_RIGHTS } from '../../model/rights.ts';
import { placeOf } from '../../store/access/mailbox-access.ts';
import { encodeIdentifier, encodeRights } from '../properties/acl-responses.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import { ok } from '../errors.ts';
import type { Decoder } from '../wire/decoder.ts';

export const getacl = defineCommand({
  name: 'GETACL',
  states: SIGNED_IN,
  rfc: 'RFC 4314 §3.3',
  parse(decoder: Decoder) {
    decoder.sp();
    return decoder.mailbox();
  },
  async run(session, path) {
    const mailbox = await session.getMailbox(path);
    const grants = await session.access.listRights(placeOf(mailbox));
    const owner = await session.deps.store.getAccount(mailbox.accountId);
    const entries = [
      ...(owner === null ? [] : [{ address: owner.address, rights: ALL_RIGHTS }]),
      ...grants.map(({ grantee, rights }) => ({ address: grantee?.address ?? null, rights })),
    ].map(({ address, rights }) => ` ${encodeIdentifier(address)} ${encodeRights(rights)}`);
    await session.untagged(`ACL ${session.encodeMailbox(path)}${entries.join('')}`);
    return ok('Getacl completed');
  },
});
