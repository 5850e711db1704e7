/**
 * What is derived once from a message's bytes and stored with its blob, shared by every Email on that blob.
 * Built by message/scan.ts; immutable.
 */
export interface MessageContent {
  /**
   * IMAP ENVELOPE, ready for the wire, as a binary string (one char = one byte, written as latin1):
   * quoted strings where RFC 9051 allows, literals otherwise. RFC 9051 §7.5.2.
   */
  readonly envelope: string;
  /** IMAP BODYSTRUCTURE with extension data, same form. */
  readonly bodyStructure: string;
  /** The MIME tree with byte offsets. */
  readonly root: MimePart;
  readonly summary: MessageSummary;
}

/** One node of the MIME tree. Offsets are bytes from the start of the blob. RFC 2045, RFC 9051 §7.5.2, RFC 8621 §4.1.4. */
export interface MimePart {
  /**
   * IMAP section number: children of a multipart are "1", "2", "1.1" …; a single-part message's only part is "1";
   * a root multipart is "". JMAP partId is the same string for leaves.
   */
  readonly partId: string;
  /** Lower case: "text", "html". Defaults applied ("text/plain", in multipart/digest "message/rfc822"). */
  readonly type: string;
  readonly subtype: string;
  /** Content-Type parameters, names lower case, values decoded per RFC 2231 and (seen in the wild) RFC 2047. */
  readonly params: Readonly<Record<string, string>>;
  /** Content-Type parameters as transferred, binary strings, names lower case; absent when `params` says the same. */
  readonly rawParams?: readonly (readonly [name: string, value: string])[];
  /** Lower case Content-Transfer-Encoding; "7bit" when absent. */
  readonly encoding: string;
  readonly disposition: string | null;
  readonly dispositionParams: Readonly<Record<string, string>>;
  readonly rawDispositionParams?: readonly (readonly [name: string, value: string])[];
  /** File name from filename/filename*, else name/name*, decoded, NFC; null when none. */
  readonly name: string | null;
  /** Content-ID without angle brackets. */
  readonly contentId: string | null;
  readonly contentLanguage: string | null;
  readonly contentLocation: string | null;
  /** Absent when there is none. RFC 1864. */
  readonly contentMd5?: string;
  /** As transferred: a binary string, encoded words undecoded. */
  readonly contentDescription: string | null;
  /** Start of the part's header. */
  readonly headerStart: number;
  /** Start of the body = end of the header including its blank line. */
  readonly bodyStart: number;
  /** End of the body, without the CRLF that belongs to the boundary. */
  readonly bodyEnd: number;
  /** Lines in the body as transferred, for text/* and message/rfc822. */
  readonly lines: number;
  /** Children of a multipart; empty otherwise. */
  readonly parts: readonly MimePart[];
  /** Root of the enclosed message of message/rfc822 or message/global; its partIds are prefixed with this part's. */
  readonly message: MimePart | null;
  /** ENVELOPE of the enclosed message, in the form of {@link MessageContent.envelope}; absent elsewhere. */
  readonly envelope?: string;
}

export interface EmailAddress {
  readonly name: string | null;
  readonly email: string;
}

/** Decoded header facts for lists, search, threading and JMAP, without reading the blob. */
export interface MessageSummary {
  readonly subject: string | null;
  readonly from: readonly EmailAddress[] | null;
  readonly sender: readonly EmailAddress[] | null;
  readonly to: readonly EmailAddress[] | null;
  readonly cc: readonly EmailAddress[] | null;
  readonly bcc: readonly EmailAddress[] | null;
  readonly replyTo: readonly EmailAddress[] | null;
  /** Without angle brackets. RFC 8621 §4.1.2.5. */
  readonly messageId: readonly string[] | null;
  readonly inReplyTo: readonly string[] | null;
  readonly references: readonly string[] | null;
  /** Date header as ISO 8601 with its own offset, or null when absent or unreadable. */
  readonly sentAt: string | null;
  /** At most 256 characters of plain text. RFC 8621 §4.1.4. */
  readonly preview: string;
  readonly hasAttachment: boolean;
}
