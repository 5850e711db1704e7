import { defineCommand, SIGNED_IN } from '../command.ts';
import { no, ok } from '../errors.ts';

/** The reply goes out as it is; both directions are raw deflate after it. What one account sends is never packed with another's. */
export const compress = defineCommand({
  name: 'COMPRESS',
  states: SIGNED_IN,
  rfc: 'RFC 4978 §3',
  parse(decoder) {
    decoder.sp();
    return decoder.keyword();
  },
  run(session, algorithm) {
    const { connection } = session;
    if (algorithm !== 'DEFLATE') return no('Unknown compression');
    if (connection.isCompressed) return no('Compression is active', 'COMPRESSIONACTIVE');
    session.afterReply = () => connection.startCompression();
    return ok('DEFLATE active');
  },
});
