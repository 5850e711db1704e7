import { WireError } from '../../errors.ts';
import { ANY_STATE, defineCommand } from '../command.ts';
import { ok } from '../errors.ts';
import type { Decoder } from '../wire/decoder.ts';
import { encodeList, encodeString } from '../wire/encoder.ts';

/** RFC 2971 §3.3: at most 30 pairs. */
const MAX_STRINGS = 60;

/** Says who we are, and no more: a version would tell an attacker what to try. What the client says is read and forgotten. */
export const id = defineCommand({
  name: 'ID',
  states: ANY_STATE,
  rfc: 'RFC 2971 §3.1',
  updates: 'none',
  parse(decoder: Decoder) {
    decoder.sp();
    if (decoder.tryNil()) return;
    const strings = decoder.list(() => decoder.nstring());
    if (strings.length > MAX_STRINGS || strings.length % 2 !== 0)
      throw new WireError('Invalid ID parameters');
  },
  run(session) {
    void session.untagged(`ID ${encodeList(['name', 'Tegami'].map(encodeString))}`);
    return ok('ID completed');
  },
});
