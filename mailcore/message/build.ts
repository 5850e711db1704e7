import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailComposerAttachment, MailComposerOptions } from 'nodemailer/lib/mail-composer';
import { encodeCharset } from './charset.ts';
import { encodeHeaderText } from './encoded-word.ts';
import type { HeaderCharset } from './encoded-word.ts';
import type { EmailAddress } from '../model/content.ts';

/** A message to be written. Text and HTML are strings with any line ends. */
export interface MessageDraft {
  /** Ours: the right side of the Message-ID when none is given. */
  readonly hostname: string;
  readonly from: EmailAddress;
  readonly sender?: EmailAddress;
  readonly replyTo?: readonly EmailAddress[];
  readonly to?: readonly EmailAddress[];
  readonly cc?: readonly EmailAddress[];
  readonly bcc?: readonly EmailAddress[];
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  readonly attachments?: readonly DraftAttachment[];
  /** Message-ids without angle brackets. */
  readonly messageId?: string;
  readonly inReplyTo?: readonly string[];
  readonly references?: readonly string[];
  readonly date?: Date;
  /** Further fields, values decoded; line breaks in them are taken out. */
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
}

export interface DraftAttachment {
  readonly name: string | null;
  /** "image/png". */
  readonly type: string;
  readonly content: Buffer | Readable;
  /** Without angle brackets; the HTML shows the part as `cid:`. */
  readonly contentId?: string;
}

export interface BuildOptions {
  /** Keep the Bcc field: for the copy in Sent and for drafts, never for what is sent. RFC 5322 §3.6.3. */
  readonly keepBcc?: boolean;
  /** ISO-2022-JP applies to subject and text when they have all its characters, else UTF-8 stands in. */
  readonly charset?: HeaderCharset;
}

/**
 * Writes a message: CRLF line ends, no line over 998 bytes, bodies in the lightest encoding that fits, headers folded and
 * encoded. Rejects when an attachment's stream fails. RFC 5322, RFC 2045-2049.
 */
export async function buildMessage(draft: MessageDraft, options: BuildOptions = {}): Promise<Buffer> {
  const message = new MailComposer(composerOptions(draft, options.charset ?? 'utf-8')).compile();
  message.keepBcc = options.keepBcc ?? false;
  return message.build();
}

/** A new Message-ID, without angle brackets. RFC 5322 §3.6.4. */
export function newMessageId(hostname: string): string {
  return `${randomUUID()}@${hostname}`;
}

function composerOptions(draft: MessageDraft, charset: HeaderCharset): MailComposerOptions {
  const { subject, messageId, inReplyTo, references } = draft;
  return {
    from: mailbox(draft.from),
    sender: draft.sender === undefined ? undefined : mailbox(draft.sender),
    replyTo: mailboxes(draft.replyTo),
    to: mailboxes(draft.to),
    cc: mailboxes(draft.cc),
    bcc: mailboxes(draft.bcc),
    subject: subject === undefined ? undefined : encodeSubject(subject, charset),
    messageId: `<${messageId ?? newMessageId(draft.hostname)}>`,
    inReplyTo: bracketed(inReplyTo),
    references: bracketed(references),
    date: draft.date ?? new Date(),
    headers: draft.headers?.map(({ name, value }) => ({ key: name, value: value.replace(/[\r\n]+/g, ' ') })),
    ...bodies(draft, charset),
    attachments: draft.attachments?.map(attachment),
    newline: '\r\n',
    // Content comes as bytes: nothing in a draft may make the server open a file or a URL.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function encodeSubject(subject: string, charset: HeaderCharset): string {
  const line = subject.replace(/[\r\n]+/g, ' ');
  return charset === 'utf-8' || !fits(line, charset) ? line : encodeHeaderText(line, charset);
}

function fits(text: string, charset: HeaderCharset): boolean {
  return charset === 'utf-8' || encodeCharset(text, charset).unencodable.length === 0;
}

function bodies({ text, html }: MessageDraft, charset: HeaderCharset): MailComposerOptions {
  if (text === undefined || charset === 'utf-8' || !fits(text, charset)) return { text, html };
  const plain = {
    contentType: `text/plain; charset=${charset}`,
    content: encodeCharset(crlf(text), charset).bytes,
  };
  const rich = html === undefined ? [] : [{ contentType: 'text/html; charset=utf-8', content: html }];
  return { alternatives: [plain, ...rich] };
}

function crlf(text: string): string {
  return text.replace(/\r\n?|\n/g, '\r\n');
}

function mailbox({ name, email }: EmailAddress): { name: string; address: string } {
  return { name: name ?? '', address: email };
}

function mailboxes(
  list: readonly EmailAddress[] | undefined,
): { name: string; address: string }[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list.map(mailbox);
}

function bracketed(ids: readonly string[] | undefined): string | undefined {
  return ids === undefined || ids.length === 0 ? undefined : ids.map((id) => `<${id}>`).join(' ');
}

function attachment({ name, type, content, contentId }: DraftAttachment): MailComposerAttachment {
  return {
    filename: name ?? false,
    contentType: type,
    content,
    cid: contentId,
    contentDisposition: contentId === undefined ? 'attachment' : 'inline',
  };
}
