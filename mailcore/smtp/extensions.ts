/** What decides whether an extension is offered. */
export interface ExtensionContext {
  readonly maxMessageBytes: number;
  readonly canStartTls: boolean;
  /** Empty where nobody may sign in, or somebody has. */
  readonly mechanisms: readonly string[];
}

interface Extension {
  readonly keyword: string;
  readonly rfc: string;
  /** By how much it lets command lines grow beyond the 512 of RFC 5321 §4.5.3.1.4. */
  readonly lineBytes: number;
  readonly isOffered?: (context: ExtensionContext) => boolean;
  readonly parameters?: (context: ExtensionContext) => string;
}

/** Everything EHLO offers, in order. */
export const EXTENSIONS: readonly Extension[] = [
  { keyword: 'PIPELINING', rfc: 'RFC 2920', lineBytes: 0 },
  {
    keyword: 'SIZE',
    rfc: 'RFC 1870',
    lineBytes: 26,
    parameters: ({ maxMessageBytes }) => String(maxMessageBytes),
  },
  { keyword: '8BITMIME', rfc: 'RFC 6152', lineBytes: 17 },
  { keyword: 'STARTTLS', rfc: 'RFC 3207', lineBytes: 0, isOffered: ({ canStartTls }) => canStartTls },
  {
    keyword: 'AUTH',
    rfc: 'RFC 4954',
    lineBytes: 500,
    isOffered: ({ mechanisms }) => mechanisms.length > 0,
    parameters: ({ mechanisms }) => mechanisms.join(' '),
  },
  { keyword: 'ENHANCEDSTATUSCODES', rfc: 'RFC 2034', lineBytes: 0 },
  // RFC 6531 §3.4: addresses may grow too, beyond what RFC 5321 counts in its 512.
  { keyword: 'SMTPUTF8', rfc: 'RFC 6531', lineBytes: 10 + 256 },
  { keyword: 'HELP', rfc: 'RFC 5321', lineBytes: 0 },
];

/** The lines of an EHLO reply after its first. */
export function ehloLines(context: ExtensionContext): string[] {
  return EXTENSIONS.filter(({ isOffered }) => isOffered?.(context) ?? true).map(({ keyword, parameters }) =>
    parameters ? `${keyword} ${parameters(context)}` : keyword,
  );
}

/** The longest command line we take, without its CRLF. RFC 5321 §4.5.3.1.4. */
export const MAX_COMMAND_BYTES = EXTENSIONS.reduce((sum, { lineBytes }) => sum + lineBytes, 510);
/** The longest line of an AUTH exchange, AUTH itself included. RFC 4954 §4 (9). */
export const MAX_AUTH_LINE_BYTES = 12_288;
