import { placeOf } from '../../store/access/mailbox-access.ts';
import type { Annotation } from '../../store/annotation-store.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import { ok } from '../errors.ts';
import { sendMetadata } from '../properties/metadata-response.ts';
import type { ImapSession } from '../session-state.ts';
import type { Decoder } from '../wire/decoder.ts';
import { decodeEntryNames, decodeMetadataOptions } from '../wire/metadata.ts';
import type { MetadataOptions } from '../wire/metadata.ts';

interface MetadataRequest {
  /** "" asks for the server. */
  readonly path: string;
  readonly names: readonly string[];
  readonly options: MetadataOptions;
}

export const getmetadata = defineCommand<MetadataRequest>({
  name: 'GETMETADATA',
  states: SIGNED_IN,
  rfc: 'RFC 5464 §4.2',
  parse(decoder: Decoder) {
    decoder.sp();
    let options: MetadataOptions = { maxSizeBytes: null, depth: '0' };
    if (decoder.peek() === '(') {
      options = decodeMetadataOptions(decoder);
      decoder.sp();
    }
    const path = decoder.mailbox();
    decoder.sp();
    return { path, names: decodeEntryNames(decoder), options };
  },
  async run(session, { path, names, options }) {
    const annotations = await readAnnotations(session, path);
    const longest = await sendMetadata(session, path, annotations, names, options);
    return ok('Getmetadata completed', longest > 0 ? `METADATA LONGENTRIES ${longest}` : null);
  },
});

async function readAnnotations(session: ImapSession, path: string): Promise<Annotation[]> {
  if (path === '') return session.deps.store.listAnnotations(session.account.id, null);
  return session.access.listAnnotations(placeOf(await session.getMailbox(path)));
}
