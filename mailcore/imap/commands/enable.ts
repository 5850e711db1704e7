import { extensionOf } from '../capabilities.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import { ok } from '../errors.ts';
import type { Decoder } from '../wire/decoder.ts';

export const enable = defineCommand({
  name: 'ENABLE',
  states: SIGNED_IN,
  rfc: 'RFC 5161 §3.1',
  parse(decoder: Decoder) {
    const names: string[] = [];
    do {
      decoder.sp();
      names.push(decoder.keyword());
    } while (!decoder.isAtEnd);
    return names;
  },
  run(session, names) {
    const added: string[] = [];
    for (const name of names) {
      const extension = extensionOf(name);
      if (extension === null || session.enabled.has(extension)) continue;
      session.enabled.add(extension);
      added.push(extension);
    }
    // RFC 7162 §3.2.3: QRESYNC brings CONDSTORE.
    if (added.includes('QRESYNC')) session.enabled.add('CONDSTORE');
    void session.untagged(['ENABLED', ...added].join(' '));
    return ok('Enabled');
  },
});
