import type { EmailAddress, MessageContent, MessageSummary, MimePart } from '../model/content.ts';
import { asText, readHeader } from './header.ts';
import { htmlToText } from './html/to-text.ts';
import { MAX_SEARCHABLE_CHARS, readTextPart, searchableText } from './text.ts';
import { decodeTransfer } from './transfer-encoding.ts';

/** The texts of an email that a search looks into, decoded, not folded. */
export interface SearchDocument extends SearchHeadlines {
  /** Every field of the header as `Name: value`, but those that hold signatures. */
  readonly header: string;
  /** What a person reads: every text part, HTML as text, headers of enclosed messages. */
  readonly body: string;
  /** Names of attachments, and those that are text. */
  readonly attachments: string;
}

/** Those that the stored summary holds. */
export interface SearchHeadlines {
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
}

/** Bytes `start` to `end` of the message. */
export type ReadRange = (start: number, end: number) => Promise<Buffer>;

const MAX_HEADER_BYTES = 256 * 1024;
/** HTML and transfer encodings may be a few times as long as their text. */
const MAX_PART_BYTES = 4 * 1024 * 1024;

/** Cryptography in base64, hundreds of characters of it in every mail: nobody's words. */
const SIGNATURE_FIELDS = /^(?:arc-.*|dkim-signature|domainkey-signature|x-.*dkim-signature|x-gm-message-state|x-google-smtp-source|x-microsoft-antispam-.*|x-ms-exchange-.*)$/; // prettier-ignore

/** True for header fields that {@link SearchDocument.header} leaves out. `name` in lower case. */
export function isSignatureField(name: string): boolean {
  return SIGNATURE_FIELDS.test(name);
}

export function searchHeadlines(summary: MessageSummary): SearchHeadlines {
  return {
    subject: summary.subject ?? '',
    from: addressTexts(summary.from),
    to: addressTexts(summary.to),
    cc: addressTexts(summary.cc),
    bcc: addressTexts(summary.bcc),
  };
}

/** Reads the texts of a message, in memory bounded by {@link MAX_SEARCHABLE_CHARS} and one part. Rejects only when `read` does. */
export async function readSearchDocument(
  { root, summary }: Pick<MessageContent, 'root' | 'summary'>,
  read: ReadRange,
): Promise<SearchDocument> {
  const header = headerText(await read(root.headerStart, Math.min(root.bodyStart, MAX_HEADER_BYTES)));
  const texts = new TextCollector(read);
  await texts.part(root, false);
  return { ...searchHeadlines(summary), header, body: texts.body, attachments: texts.attachments };
}

function addressTexts(addresses: readonly EmailAddress[] | null): string {
  return (addresses ?? []).map(({ name, email }) => `${name ?? ''} <${email}>`).join('\n');
}

function headerText(bytes: Buffer): string {
  const header = readHeader(bytes);
  return header.fields
    .filter(({ key }) => !isSignatureField(key))
    .map((field) => `${field.name}: ${asText(header.raw(field))}`)
    .join('\n');
}

/** A mail within the mail that the scan does not see into: against RFC 2046 §5.2.1 in base64, or a file saved from a mail program. */
function isEncodedMail({ type, subtype, name, encoding }: MimePart): boolean {
  if (type === 'message') return subtype === 'rfc822' && encoding === 'base64';
  return type === 'application' && subtype === 'octet-stream' && /\.eml$/i.test(name ?? '');
}

class TextCollector {
  readonly #read: ReadRange;
  #leftChars = MAX_SEARCHABLE_CHARS;
  body = '';
  attachments = '';

  constructor(read: ReadRange) {
    this.#read = read;
  }

  async part(part: MimePart, isEnclosed: boolean): Promise<void> {
    if (isEnclosed) {
      const end = Math.min(part.bodyStart, part.headerStart + MAX_HEADER_BYTES);
      this.#add('body', headerText(await this.#read(part.headerStart, end)));
    }
    if (part.name !== null) this.#add('attachments', part.name);
    for (const child of part.parts) await this.part(child, false);
    if (part.message !== null) await this.part(part.message, true);
    else if (part.parts.length === 0) await this.#leaf(part);
  }

  async #leaf(part: MimePart): Promise<void> {
    const isMail = isEncodedMail(part);
    // message/delivery-status and its like are text as well.
    if (!(isMail || part.type === 'text' || part.type === 'message') || this.#leftChars <= 0) return;
    const end = Math.min(part.bodyEnd, part.bodyStart + MAX_PART_BYTES);
    const bytes = await this.#read(part.bodyStart, end);
    if (isMail) {
      this.#add('attachments', await searchableText(decodeTransfer(bytes, part.encoding)));
      return;
    }
    const { text } = readTextPart(bytes, { ...part, bodyStart: 0, bodyEnd: bytes.length });
    const isFile = part.disposition === 'attachment' || part.name !== null;
    this.#add(isFile ? 'attachments' : 'body', part.subtype === 'html' ? htmlToText(text) : text);
  }

  #add(column: 'body' | 'attachments', text: string): void {
    if (this.#leftChars <= 0) return;
    this[column] += `${text.slice(0, this.#leftChars)}\n`;
    this.#leftChars -= text.length;
  }
}
