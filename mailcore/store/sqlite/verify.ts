import type { DataFiles } from '../data-files.ts';
import { SegmentBlobs } from '../segment-blobs.ts';
import { type BodyMends, verifyBodies } from '../sql/verify/verify-bodies.ts';
import { databaseFault, reasonOf, verifyRows } from '../sql/verify/verify-rows.ts';
import type { Fault, VerifyOptions, VerifySummary } from '../verify.ts';
import type { Reader } from './reader.ts';
import { countUnnamedBytes } from './unnamed-bytes.ts';
import type { Writer } from '../sql/writer.ts';

export interface VerifyParts {
  readonly reader: Reader;
  readonly writer: Writer;
  readonly files: DataFiles;
}

/** Pages, indexes, rows, bodies. Goes on behind a fault as far as anything can be read. */
export async function* verify(
  { reader, writer, files }: VerifyParts,
  { repair = false, onProgress = () => undefined }: VerifyOptions = {},
): AsyncGenerator<Fault, VerifySummary> {
  const blobs = new SegmentBlobs(files, { durable: false });
  try {
    yield* verifyPages({ reader, writer, files }, repair);
    const query: Reader['query'] = (work) => reader.query(work);
    yield* verifyRows({ query, mend: repair ? (name, row) => writer.call('mend', [name, row]) : null });
    const mends: BodyMends = {
      content: (blobId, content) => writer.call('mendContent', [blobId, content]),
      threadKeys: (accountId, threadId, keys) => writer.call('mendThreadKeys', [accountId, threadId, keys]),
    };
    const read = blobs.read.bind(blobs);
    const { bodies, bytes } = yield* guarded(
      verifyBodies({ query, read, mends: repair ? mends : null, onProgress }),
    );
    return { bodies, bytes, unnamedBytes: await countUnnamedBytes(reader).catch(() => null) };
  } finally {
    await blobs.close();
  }
}

const MAX_DAMAGES = 100;
/** Says of an index what its table says better. https://sqlite.org/pragma.html#pragma_integrity_check */
const INDEX_DAMAGE = /(?:missing from|in) index |entries in index/;

async function* verifyPages({ reader, writer }: VerifyParts, repair: boolean): AsyncGenerator<Fault> {
  const lines = await damages(reader);
  const broken = lines.filter((line) => INDEX_DAMAGE.test(line));
  const isIndexOnly = lines.length > 0 && broken.length === lines.length;
  if (isIndexOnly && repair) await writer.call('rebuildIndexes', []);
  const state = isIndexOnly ? (repair ? 'mended' : 'mendable') : 'lasting';
  for (const line of lines) yield databaseFault(line, state);
}

async function damages(reader: Reader): Promise<string[]> {
  try {
    const rows = await reader.snapshot((sql) => sql.all(`PRAGMA integrity_check(${MAX_DAMAGES})`));
    return rows.map(([text]) => String(text)).filter((text) => text !== 'ok');
  } catch (error) {
    return [reasonOf(error)];
  }
}

async function* guarded(
  bodies: ReturnType<typeof verifyBodies>,
): AsyncGenerator<Fault, { bodies: number; bytes: number }> {
  try {
    return yield* bodies;
  } catch (error) {
    yield databaseFault(`the bodies cannot be listed to the end: ${reasonOf(error)}`);
    return { bodies: 0, bytes: 0 };
  }
}
