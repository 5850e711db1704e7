import { MailError } from '../../errors.ts';
import { placeOf } from '../../store/access/mailbox-access.ts';
import { type AnnotationChange, MAX_ANNOTATION_BYTES } from '../../store/annotation-store.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import { no, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import type { ImapSession } from '../session-state.ts';
import type { Decoder } from '../wire/decoder.ts';
import { decodeEntryValues } from '../wire/metadata.ts';

interface MetadataChange {
  /** "" means the server. */
  readonly path: string;
  readonly changes: readonly AnnotationChange[];
}

export const setmetadata = defineCommand<MetadataChange>({
  name: 'SETMETADATA',
  states: SIGNED_IN,
  rfc: 'RFC 5464 §4.3',
  parse(decoder: Decoder) {
    decoder.sp();
    const path = decoder.mailbox();
    decoder.sp();
    const changes = decodeEntryValues(decoder).map(([name, value]) => ({
      name,
      value: value === null ? null : Buffer.from(value, 'latin1'),
    }));
    return { path, changes };
  },
  async run(session, { path, changes }): Promise<Reply> {
    const isTooLong = changes.some(({ value }) => (value?.length ?? 0) > MAX_ANNOTATION_BYTES);
    if (isTooLong) return no('Value is too long', `METADATA MAXSIZE ${MAX_ANNOTATION_BYTES}`);
    try {
      await setAnnotations(session, path, changes);
    } catch (error) {
      if (error instanceof MailError && error.code === 'limitReached')
        return no('Too many annotations', 'METADATA TOOMANY');
      throw error;
    }
    return ok('Setmetadata completed');
  },
});

async function setAnnotations(
  session: ImapSession,
  path: string,
  changes: readonly AnnotationChange[],
): Promise<void> {
  if (path !== '') return session.access.setAnnotations(placeOf(await session.getMailbox(path)), changes);
  const isShared = changes.some(({ name }) => name.startsWith('/shared/'));
  // What everyone reads of the server, administrators write.
  if (isShared && !session.account.isAdmin)
    throw new MailError('noPermission', 'Only administrators annotate the server for all');
  await session.deps.store.setAnnotations(session.account.id, null, changes);
}
