import { formatDateTime } from '../../delivery/date-time.ts';

type Write = (chunk: Buffer) => Promise<void> | undefined;

const MAX_HEADER_BYTES = 256 * 1024;

export interface MissingFields {
  readonly date: Date;
  /** Without angle brackets. */
  readonly messageId: string;
}

/**
 * Holds the header section of a submitted message back until it ends, then lets it go with the Date and Message-ID it lacks
 * written before it. RFC 6409 §8.2, §8.3.
 */
export class HeaderCompletion {
  readonly #write: Write;
  readonly #fields: MissingFields;
  #held: Buffer | null = Buffer.alloc(0);

  constructor(write: Write, fields: MissingFields) {
    this.#write = write;
    this.#fields = fields;
  }

  write(chunk: Buffer): Promise<void> | undefined {
    if (this.#held === null) return this.#write(chunk);
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const end = headerEnd(this.#held);
    if (end === -1 && this.#held.length < MAX_HEADER_BYTES) return undefined;
    return this.#release(end === -1 ? this.#held.length : end);
  }

  /** The message is over; it may have been all header. */
  end(): Promise<void> | undefined {
    return this.#held === null ? undefined : this.#release(this.#held.length);
  }

  #release(end: number): Promise<void> | undefined {
    const held = this.#held ?? Buffer.alloc(0);
    this.#held = null;
    const added = this.#missingFields(held.toString('latin1', 0, end));
    return this.#write(added === '' ? held : Buffer.concat([Buffer.from(added), held]));
  }

  #missingFields(header: string): string {
    const date = /^date[ \t]*:/im.test(header) ? '' : `Date: ${formatDateTime(this.#fields.date)}\r\n`;
    const messageId = /^message-id[ \t]*:/im.test(header)
      ? ''
      : `Message-ID: <${this.#fields.messageId}>\r\n`;
    return date + messageId;
  }
}

/** Where the empty line begins, or -1. */
function headerEnd(bytes: Buffer): number {
  if (bytes[0] === 0x0d && bytes[1] === 0x0a) return 0;
  return bytes.indexOf('\r\n\r\n', 0, 'latin1');
}
