import { MailError, WireError } from '../../errors.ts';
import type { AccountPatch } from '../../store/directory.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import { ok } from '../errors.ts';
import { accountOfRoot, sendQuota, STORAGE_UNIT_BYTES } from '../properties/quota-root.ts';
import type { Decoder } from '../wire/decoder.ts';

const MAX_LIMIT = Math.floor(Number.MAX_SAFE_INTEGER / STORAGE_UNIT_BYTES);

/** For administrators. A resource that is not named loses its limit, as RFC 9208 §4.1.3 has it. */
export const setquota = defineCommand({
  name: 'SETQUOTA',
  states: SIGNED_IN,
  rfc: 'RFC 9208 §4.1.3, RFC 2087 §4.1',
  parse(decoder: Decoder) {
    decoder.sp();
    const root = decoder.astring();
    decoder.sp();
    return { root, limits: new Map(decoder.list(() => decodeLimit(decoder))) };
  },
  async run(session, { root, limits }) {
    if (!session.account.isAdmin) throw new MailError('noPermission', 'Only administrators set quotas');
    const account = await accountOfRoot(session, root);
    const patch: AccountPatch = {
      quotaBytes: (limits.get('STORAGE') ?? 0) * STORAGE_UNIT_BYTES,
      quotaEmails: limits.get('MESSAGE') ?? 0,
    };
    sendQuota(session, await session.deps.store.updateAccount(account.id, patch));
    return ok('Quota set');
  },
});

/** setquota-resource = resource-name SP resource-limit. A limit of 0 would mean "nothing"; ours means "no limit", so it is refused. */
function decodeLimit(decoder: Decoder): [string, number] {
  const name = decoder.keyword();
  if (name !== 'STORAGE' && name !== 'MESSAGE') throw new WireError('Unknown resource');
  decoder.sp();
  const limit = decoder.modSequence();
  if (limit === 0 || limit > MAX_LIMIT) throw new WireError('Limit out of range');
  return [name, limit];
}
