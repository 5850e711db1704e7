import type { Blobs } from '../blobs.ts';
import { type BodyMends, verifyBodies } from '../sql/verify/verify-bodies.ts';
import { verifyRows } from '../sql/verify/verify-rows.ts';
import type { Writer } from '../sql/writer.ts';
import type { Fault, VerifyOptions, VerifySummary } from '../verify.ts';
import type { PostgresReader } from './reader.ts';

export interface VerifyParts {
  readonly reader: PostgresReader;
  readonly writer: Writer;
  readonly blobs: Pick<Blobs, 'read'>;
}

/** Rows and bodies. Pages and indexes are the server's own: see `pg_amcheck` and data checksums. */
export async function* verify(
  { reader, writer, blobs }: VerifyParts,
  { repair = false, onProgress = () => undefined }: VerifyOptions = {},
): AsyncGenerator<Fault, VerifySummary> {
  const query: PostgresReader['query'] = (work) => reader.query(work);
  yield* verifyRows({ query, mend: repair ? (name, row) => writer.call('mend', [name, row]) : null });
  const mends: BodyMends = {
    content: (blobId, content) => writer.call('mendContent', [blobId, content]),
    threadKeys: (accountId, threadId, keys) => writer.call('mendThreadKeys', [accountId, threadId, keys]),
  };
  const read: Blobs['read'] = (location, start, end) => blobs.read(location, start, end);
  const { bodies, bytes } = yield* verifyBodies({ query, read, mends: repair ? mends : null, onProgress });
  return { bodies, bytes, unnamedBytes: null };
}
