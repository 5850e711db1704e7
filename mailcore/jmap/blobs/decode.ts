import { TransferDecoder } from '../../message/transfer-decoder.ts';
import type { PartEncoding } from './blob-id.ts';

const TRANSFER_ENCODING: Readonly<Record<PartEncoding, string>> = {
  identity: '8bit',
  base64: 'base64',
  qp: 'quoted-printable',
  uuencode: 'x-uuencode',
};

/** Undoes a transfer encoding chunk by chunk, in memory bounded by the chunk. RFC 2045 §6. */
export async function* decodePart(
  chunks: AsyncIterable<Buffer>,
  encoding: PartEncoding,
): AsyncIterable<Buffer> {
  const decoder = new TransferDecoder(TRANSFER_ENCODING[encoding]);
  for await (const chunk of chunks) {
    const decoded = decoder.write(chunk);
    if (decoded.length > 0) yield decoded;
  }
  const rest = decoder.end();
  if (rest.length > 0) yield rest;
}
