import { WireError } from '../../errors.ts';
import { Decoder } from './decoder.ts';
import { decodeSection } from './section.ts';
import type { Partial, Section } from './section.ts';

/** A message or a part of one, named by an IMAP URL. RFC 5092 §11. */
export interface ImapUrl {
  /** Null when the URL names no server: the one spoken to. */
  readonly host: string | null;
  readonly user: string | null;
  /** Null when the URL starts with the message: the mailbox selected. */
  readonly mailbox: string | null;
  readonly uidValidity: number | null;
  readonly uid: number;
  readonly section: Section;
  readonly partial: Partial | null;
}

const SERVER = /^(?:imap:)?\/\/(?:([^/@;]*)(?:;auth=[^/@]*)?@)?([^/@;:]+|\[[^\]]*\])(?::143)?(?=\/)/i;
const MAILBOX = /^\/([^;/](?:[^;]*[^;/])?)(?:;uidvalidity=([1-9]\d{0,9}))?(?=\/;uid=)/i;
const MESSAGE =
  /^\/?;uid=([1-9]\d{0,9})(?:\/;section=([^;]+?))?(?:\/;partial=(\d{1,10})(?:\.([1-9]\d{0,9}))?)?$/i;
const WHOLE: Section = { part: '', text: 'all', fields: [] };

/** Null for what is no URL of a message, and for URLAUTH, which needs a key of ours (RFC 4467). */
export function parseImapUrl(url: string): ImapUrl | null {
  let rest = url;
  const server = take(SERVER);
  const mailbox = take(MAILBOX);
  const message = MESSAGE.exec(rest);
  if (message === null || (server !== null && mailbox === null)) return null;
  const [, uid, section, start, length = String(0xffff_ffff)] = message;
  const parsed = section === undefined ? WHOLE : parseSection(percentDecode(section));
  const path = mailbox === null ? null : percentDecode(mailbox[1] ?? '');
  if (parsed === null || (path === null && mailbox !== null)) return null;
  return {
    host: server?.[2]?.toLowerCase() ?? null,
    user: server?.[1] === undefined ? null : percentDecode(server[1]),
    mailbox: path,
    uidValidity: mailbox?.[2] === undefined ? null : Number(mailbox[2]),
    uid: Number(uid),
    section: parsed,
    partial: start === undefined ? null : { start: Number(start), length: Number(length) },
  };

  function take(pattern: RegExp): RegExpExecArray | null {
    const match = pattern.exec(rest);
    rest = rest.slice(match?.[0].length ?? 0);
    return match;
  }
}

function parseSection(text: string | null): Section | null {
  if (text === null) return null;
  const decoder = new Decoder(`[${text}]`);
  try {
    const section = decodeSection(decoder);
    decoder.end();
    return section;
  } catch (error) {
    if (error instanceof WireError) return null;
    throw error;
  }
}

/** RFC 5092 §2.3: percent-encoded UTF-8. */
function percentDecode(text: string): string | null {
  try {
    return decodeURIComponent(text).normalize('NFC');
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
