import { defineCommand, noArguments, SIGNED_IN } from '../command.ts';
import { ok } from '../errors.ts';
import { SEPARATOR } from '../mailboxes/mailbox-tree.ts';
import { OTHER_USERS } from '../mailboxes/shared-namespace.ts';
import { encodeString } from '../wire/encoder.ts';

export const namespace = defineCommand({
  name: 'NAMESPACE',
  states: SIGNED_IN,
  rfc: 'RFC 2342 §5, RFC 9051 §6.3.10',
  parse: noArguments,
  run(session) {
    const [personal, others] = ['', `${OTHER_USERS}${SEPARATOR}`].map(
      (prefix) => `((${encodeString(prefix)} ${encodeString(SEPARATOR)}))`,
    );
    void session.untagged(`NAMESPACE ${personal} ${others} NIL`);
    return ok('Namespace completed');
  },
});
