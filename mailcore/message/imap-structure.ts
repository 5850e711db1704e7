import { EMPTY_ENVELOPE } from './envelope.ts';
import { imapNstring, imapString } from './imap-string.ts';
import { joinContinuations } from './parameters.ts';
import type { RawParameter } from './parameters.ts';
import type { MimePart } from '../model/content.ts';

const US_ASCII = '("charset" "us-ascii")';
/** What a client gets for a multipart without parts, which the grammar does not allow; as Dovecot does. */
const EMPTY_TEXT = '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0)';
const EMPTY_TEXT_EXTENDED = '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)';

/** BODY, without extension data, as a binary string. RFC 9051 §7.5.2. */
export function serializeBody(root: MimePart): string {
  return serialize(root, false);
}

/** BODYSTRUCTURE, with extension data, as a binary string. RFC 9051 §7.5.2. */
export function serializeBodyStructure(root: MimePart): string {
  return serialize(root, true);
}

function serialize(part: MimePart, extended: boolean): string {
  return part.type === 'multipart' ? multipart(part, extended) : singlePart(part, extended);
}

function multipart(part: MimePart, extended: boolean): string {
  let body = '(';
  for (const child of part.parts) body += serialize(child, extended);
  if (part.parts.length === 0) body += extended ? EMPTY_TEXT_EXTENDED : EMPTY_TEXT;
  body += ` ${imapString(part.subtype)}`;
  if (extended) body += ` ${parameterList(part.rawParams, part.params)} ${commonExtension(part)}`;
  return `${body})`;
}

function singlePart(part: MimePart, extended: boolean): string {
  const type = `${imapString(part.type)} ${imapString(part.subtype)} ${typeParameters(part)}`;
  const id = part.contentId === null ? 'NIL' : imapString(`<${part.contentId}>`);
  const sizeBytes = part.bodyEnd - part.bodyStart;
  let body = `(${type} ${id} ${imapNstring(part.contentDescription)} ${imapString(part.encoding)} ${sizeBytes}`;
  if (isMessage(part)) body += enclosedMessage(part, extended);
  if (isMessage(part) || part.type === 'text') body += ` ${part.lines}`;
  if (extended) body += ` ${imapNstring(part.contentMd5 ?? null)} ${commonExtension(part)}`;
  return `${body})`;
}

function isMessage(part: MimePart): boolean {
  return part.type === 'message' && (part.subtype === 'rfc822' || part.subtype === 'global');
}

function enclosedMessage(part: MimePart, extended: boolean): string {
  const empty = extended ? EMPTY_TEXT_EXTENDED : EMPTY_TEXT;
  return ` ${part.envelope ?? EMPTY_ENVELOPE} ${part.message === null ? empty : serialize(part.message, extended)}`;
}

/** Text without a charset is in US-ASCII, and says so here: RFC 2045 §5.2, RFC 9051 §7.5.2 (examples), as Dovecot does. */
function typeParameters({ type, rawParams, params }: MimePart): string {
  const list = parameterList(rawParams, params);
  if (type !== 'text' || hasCharset(params)) return list;
  return list === 'NIL' ? US_ASCII : `${list.slice(0, -1)} ${US_ASCII.slice(1)}`;
}

function hasCharset(params: Readonly<Record<string, string>>): boolean {
  return params.charset !== undefined;
}

function commonExtension(part: MimePart): string {
  const { disposition, rawDispositionParams, dispositionParams, contentLanguage, contentLocation } = part;
  const dsp =
    disposition === null
      ? 'NIL'
      : `(${imapString(disposition)} ${parameterList(rawDispositionParams, dispositionParams)})`;
  return `${dsp} ${languageList(contentLanguage)} ${imapNstring(contentLocation)}`;
}

function parameterList(
  raw: readonly RawParameter[] | undefined,
  decoded: Readonly<Record<string, string>>,
): string {
  let list = '';
  if (raw === undefined)
    for (const name in decoded) list += ` ${imapString(name)} ${imapString(decoded[name]!)}`;
  else
    for (const [name, value] of joinContinuations(raw)) list += ` ${imapString(name)} ${imapString(value)}`;
  return list === '' ? 'NIL' : `(${list.slice(1)})`;
}

function languageList(value: string | null): string {
  if (value === null) return 'NIL';
  const tags = value.split(',').map((tag) => tag.trim());
  const present = tags.filter((tag) => tag !== '');
  return present.length === 0 ? 'NIL' : `(${present.map(imapString).join(' ')})`;
}
