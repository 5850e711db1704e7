import type { Identity as StoredIdentity } from '../../model/account.ts';
import { listOf, nullable, record, string, withDefault } from '../arguments.ts';
import { formatId } from '../ids.ts';
import type { Identity } from '../types.ts';

export const IDENTITY_PROPERTIES = [
  'id',
  'name',
  'email',
  'replyTo',
  'bcc',
  'textSignature',
  'htmlSignature',
  'mayDelete',
] as const satisfies readonly (keyof Identity)[];

const addresses = nullable(
  listOf(record({ name: withDefault(string, null as string | null), email: string })),
);

/** What a client may change. RFC 8621 §6. */
export const IDENTITY_CHANGES = {
  name: string,
  replyTo: addresses,
  bcc: addresses,
  textSignature: string,
  htmlSignature: string,
};

/** RFC 8621 §6. */
export function toIdentity(identity: StoredIdentity): Identity {
  return {
    id: formatId('i', identity.id),
    name: identity.name,
    email: identity.email,
    replyTo: identity.replyTo && [...identity.replyTo],
    bcc: identity.bcc && [...identity.bcc],
    textSignature: identity.textSignature,
    htmlSignature: identity.htmlSignature,
    mayDelete: identity.mayDelete,
  };
}
