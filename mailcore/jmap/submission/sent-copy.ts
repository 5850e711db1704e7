import { MAX_HEADER_BYTES, MAX_HEADER_FIELDS, readHeader } from '../../message/header-section.ts';
import type { MimePart } from '../../model/content.ts';
import type { BlobWriter } from '../../store/blobs.ts';
import { SetFailure } from '../errors.ts';
import type { MessageBytes } from '../email/message-bytes.ts';

/** What the octets of a message ask of the servers on its way. */
export interface SentFacts {
  readonly isEightBit: boolean;
}

/** RFC 5322 §3.6.3: recipients of blind copies are seen by nobody. */
const BLIND_FIELDS = new Set(['bcc', 'resent-bcc']);

/**
 * Writes the message as it is sent: without blind copies, every line ending in CRLF.
 * Throws SetFailure `invalidEmail` for a header too large to be looked through.
 */
export async function writeSentCopy(
  writer: BlobWriter,
  bytes: MessageBytes,
  root: MimePart,
  endAt: number,
): Promise<SentFacts> {
  const { headerStart, bodyStart } = root;
  const header = await bytes.read(headerStart, bodyStart);
  const section = readHeader(header);
  if (header.length > MAX_HEADER_BYTES || section.fields.length >= MAX_HEADER_FIELDS) {
    throw new SetFailure('invalidEmail', { description: 'The header is too large.' });
  }
  const lines = new LineEnds();
  let isEightBit = false;
  const write = async (chunk: Buffer): Promise<void> => {
    isEightBit ||= chunk.some((byte) => byte > 0x7f);
    await writer.write(lines.normalise(chunk));
  };
  let position = 0;
  for (const field of section.fields) {
    if (!BLIND_FIELDS.has(field.key)) continue;
    await write(header.subarray(position, field.start));
    position = field.end;
  }
  await write(header.subarray(position));
  for await (const chunk of bytes.chunks(bodyStart, endAt)) await write(chunk);
  await writer.write(lines.end());
  return { isEightBit };
}

const CR = 0x0d;
const LF = 0x0a;

/** Turns lone CR and lone LF into CRLF, across chunks. RFC 5321 §2.3.8: neither may be sent. */
export class LineEnds {
  #last = LF;

  normalise(chunk: Buffer): Buffer {
    const out = Buffer.allocUnsafe(chunk.length * 2 + 1);
    let length = 0;
    for (const byte of chunk) {
      if (this.#last === CR && byte !== LF) length = out.writeUInt8(LF, length);
      else if (byte === LF && this.#last !== CR) length = out.writeUInt8(CR, length);
      length = out.writeUInt8(byte, length);
      this.#last = byte;
    }
    return out.subarray(0, length);
  }

  /** What closes the last line. */
  end(): Buffer {
    if (this.#last === LF) return Buffer.alloc(0);
    return Buffer.from(this.#last === CR ? '\n' : '\r\n');
  }
}
