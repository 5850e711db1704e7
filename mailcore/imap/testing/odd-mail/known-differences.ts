/** Where we answer otherwise than Dovecot 2.3, and why. */
export interface KnownDifference {
  /** Names of messages in the corpus. */
  readonly messages: readonly string[];
  /** The items that differ. */
  readonly items: RegExp;
  readonly reason: string;
}

const FIELDS = /^BODY\[HEADER\.FIELDS/;
const FIELDS_NOT = /^BODY\[HEADER\.FIELDS\.NOT/;
const STRUCTURE = /^BODY(?:STRUCTURE)?$/;
const ENVELOPE = /^ENVELOPE$/;
const TREE = /^BODY(?:STRUCTURE|\[[12](?:\.MIME)?\](?:<1>)?)?$/;
const BYTES = /^(?:RFC822\.SIZE|BODY|BODYSTRUCTURE|BODY\[.*)$/;

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    messages: ['header only', 'empty body', 'text of no lines'],
    items: FIELDS,
    reason: 'No blank line where the message has neither body nor blank line: RFC 9051 §6.4.5.1.',
  },
  {
    messages: [
      'no colon anywhere',
      'a line without colon amid fields',
      'a continuation first',
      'mbox From line',
      'escaped mbox From line',
      'empty name',
      'name with a space',
      'name in 8-bit',
    ],
    items: FIELDS_NOT,
    reason:
      'Lines that are no fields have no field name that could match or not: RFC 5322 §2.2, RFC 9051 §6.4.5.1.',
  },
  {
    messages: ['blanks within', 'folded Subject', 'folded with a blank line of spaces'],
    items: ENVELOPE,
    reason: 'Unfolding removes line breaks and leaves white space as it is: RFC 5322 §2.2.3.',
  },
  {
    messages: ['To: empty elements', 'To: only commas'],
    items: ENVELOPE,
    reason: 'Empty elements of a list are nobody: RFC 5322 §4.4 (obs-addr-list).',
  },
  {
    messages: ['To: group in a group'],
    items: ENVELOPE,
    reason: 'Groups do not nest (RFC 5322 §3.4): the inner name is shown as the name of its first member.',
  },
  {
    messages: ['To: quoted word'],
    items: ENVELOPE,
    reason:
      'A local part may be a quoted string (RFC 5322 §3.4.1), and a user name without domain is common.',
  },
  {
    messages: [
      'To: no local part in brackets',
      'To: name with at',
      'To: two at',
      'To: two at in brackets',
      'To: blanks around dots',
      'To: no closing bracket',
      'To: no opening bracket',
      'To: double brackets',
      'To: no closing quote',
      'To: no closing comment',
      'To: two addresses without comma',
      'To: semicolons for commas',
      'To: brackets in a name',
      'To: trailing dot',
    ],
    items: ENVELOPE,
    reason:
      'Outside RFC 5322 §3.4 and §4.4 we show the address there is; Dovecot drops it or writes SYNTAX_ERROR.',
  },
  {
    messages: ['NUL in a Subject'],
    items: ENVELOPE,
    reason: 'NUL is no character of a string (RFC 9051 §9): we drop it, Dovecot writes U+FFFD.',
  },
  {
    messages: [
      'Content-Type: empty',
      'Content-Type: only a type',
      'Content-Type: no subtype',
      'Content-Type: no type',
      'Content-Type: no semicolon',
      'Content-Type: comma for semicolon',
      'Content-Type: type with 8-bit',
    ],
    items: STRUCTURE,
    reason:
      'A field that cannot be read is as none: text/plain, RFC 2045 §5.2. Empty media types help nobody.',
  },
  {
    messages: ['Content-Type: several slashes'],
    items: STRUCTURE,
    reason: 'A type that is surely not text is application/octet-stream: RFC 2046 §4.5.1.',
  },
  {
    messages: [
      'Content-Type: two semicolons',
      'Content-Type: value with blanks',
      'Content-Type: unclosed quote',
    ],
    items: STRUCTURE,
    reason: 'Outside RFC 2045 §5.1 we read the parameters there are; Dovecot stops.',
  },
  {
    messages: ['Content-Type: two of a name'],
    items: STRUCTURE,
    reason:
      'A parameter may come once (RFC 2045 §5): the first counts, for IMAP as for everything that reads mail here.',
  },
  {
    messages: ['Content-Type: RFC 2231 with a gap'],
    items: STRUCTURE,
    reason: 'Segments behind a gap belong to nothing: RFC 2231 §3.',
  },
  {
    messages: ['two Content-Types', 'two encodings'],
    items: STRUCTURE,
    reason: 'Of several fields of one name the last counts, as in JMAP: RFC 8621 §4.1.3.',
  },
  {
    messages: ['encoding of two words'],
    items: STRUCTURE,
    reason: '"8 bit" is read as it is meant: RFC 2045 §6.1 has no such word.',
  },
  {
    messages: ['Content-Location', 'folded Content-Location'],
    items: STRUCTURE,
    reason: 'White space is no part of a URL; folding put it there: RFC 2557 §4.4.2.',
  },
  {
    messages: ['Content-ID without brackets', 'empty Content-ID'],
    items: STRUCTURE,
    reason: 'A Content-ID has brackets and something in them: RFC 2045 §7, RFC 5322 §3.6.4.',
  },
  {
    messages: ['empty Content-Disposition', 'Content-Disposition without type'],
    items: STRUCTURE,
    reason: 'Without a type there is no disposition: RFC 2183 §2.',
  },
  {
    messages: ['odd disposition'],
    items: STRUCTURE,
    reason: 'What cannot be understood is treated as attachment: RFC 2183 §2.8.',
  },
  {
    messages: [
      'Content-Type: multipart without boundary',
      'Content-Type: multipart with an empty boundary',
      'inner multipart without boundary',
    ],
    items: TREE,
    reason:
      'Without a boundary there are no parts (RFC 2046 §5.1.1): the body is shown as text instead of hidden.',
  },
  {
    messages: ['text after boundaries'],
    items: TREE,
    reason: 'Only white space may follow a delimiter (RFC 2046 §5.1.1): "--bc" is none of "b".',
  },
  {
    messages: ['boundary ending in a blank'],
    items: TREE,
    reason: 'A boundary does not end in white space: RFC 2046 §5.1.1.',
  },
  {
    messages: ['long boundary'],
    items: TREE,
    reason:
      'Longer than the 70 characters of RFC 2046 §5.1.1, but complete: the closing delimiter is recognised.',
  },
  {
    messages: ['inner multipart of the same boundary'],
    items: TREE,
    reason:
      'Boundaries of different levels differ (RFC 2046 §5.1.2); a delimiter is the outer one, which ends the inner.',
  },
  {
    messages: [
      'inner boundary begins with the outer',
      'enclosed message in a multipart, cut short',
      'ten levels of multiparts',
    ],
    items: /^BODY(?:STRUCTURE|\[[\d.]+\])?$/,
    reason:
      'The line break before a delimiter belongs to the delimiter, also after an inner one: RFC 2046 §5.1.1.',
  },
  {
    messages: ['enclosed message in base64', 'enclosed message in quoted-printable'],
    items: /^BODY(?:STRUCTURE|\[1\.(?:HEADER|TEXT)\])?$/,
    reason: 'Composite types are not encoded (RFC 2045 §6.4): what is inside is no message we could address.',
  },
  {
    messages: ['enclosed global message'],
    items: /^BODY(?:STRUCTURE|\[1\..*\])?$/,
    reason: 'message/global is a message like message/rfc822: RFC 6532 §3.7, RFC 9051 §7.5.2.',
  },
  {
    messages: [
      'LF only',
      'LF header, CRLF body',
      'CR CR LF',
      'LF multipart',
      'LF folding',
      'LF LF after a CRLF header',
    ],
    items: BYTES,
    reason:
      'Bytes are kept as they came, for signatures cover them (RFC 6376 §3.4): Dovecot writes CRLF for every line end.',
  },
];
