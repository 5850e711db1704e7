import { extensionOf } from '../capabilities.ts';
import type { Extension } from '../capabilities.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import { ok } from '../errors.ts';
import type { ImapSession } from '../session-state.ts';
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
    const added = new Set(
      names.flatMap((name) => extensionOf(name) ?? []).filter((extension) => !session.enabled.has(extension)),
    );
    void session.untagged(['ENABLED', ...added].join(' '));
    for (const extension of added) enableOne(session, extension);
    return ok('Enabled');
  },
});

/** RFC 7162 §3.2.3: QRESYNC brings CONDSTORE. */
function enableOne(session: ImapSession, extension: Extension): void {
  if (extension === 'CONDSTORE' || extension === 'QRESYNC') session.enableCondstore();
  session.enabled.add(extension);
}
