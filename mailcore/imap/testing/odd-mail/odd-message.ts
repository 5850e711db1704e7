/** One message of the corpus. */
export interface OddMessage {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Lines joined with CRLF, as binary strings: `\xe9` is one byte. */
export function odd(name: string, ...lines: readonly string[]): OddMessage {
  return { name, bytes: Buffer.from(lines.join('\r\n'), 'latin1') };
}

/** A message with nothing odd but one header field. */
export function oddField(name: string, ...field: readonly string[]): OddMessage {
  return odd(name, 'From: Fred <fred@example.com>', ...field, 'X-Last: 1', '', 'Text.', '');
}

/** A message with nothing odd but its MIME fields. */
export function oddPart(name: string, fields: readonly string[], ...body: readonly string[]): OddMessage {
  return odd(name, 'Subject: part', 'MIME-Version: 1.0', ...fields, '', ...body);
}

/** The same as text of any script, in UTF-8. */
export function utf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
