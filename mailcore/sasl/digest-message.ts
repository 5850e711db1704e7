import { createHash } from 'node:crypto';
import { WireError } from '../errors.ts';

/** What a client answers a DIGEST-MD5 challenge with. Text values are the bytes as sent, one character each. RFC 2831 §2.1.2. */
export interface DigestResponse {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly cnonce: string;
  readonly nonceCount: string;
  readonly digestUri: string;
  readonly response: string;
  /** Null: the same as `username`. */
  readonly authorizationId: string | null;
}

/** RFC 2831 §2.1.2: longer ones are refused. */
const MAX_RESPONSE_BYTES = 4_096;
const DIRECTIVE =
  /[ \t\r\n,]*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))[ \t\r\n]*(?:,|$)/gsy;

/** Parses the directives of a digest-response. Throws WireError for a malformed one or another qop than `auth`. */
export function parseDigestResponse(bytes: Buffer): DigestResponse {
  const values = directivesOf(bytes);
  const one = (name: string): string => {
    const value = values.get(name);
    if (value === undefined) throw new WireError(`DIGEST-MD5 needs ${name}`);
    return value;
  };
  const response = one('response').toLowerCase();
  const isSound = /^[0-9a-f]{32}$/.test(response) && /^[0-9a-f]{8}$/i.test(one('nc'));
  if (!isSound || (values.get('qop') ?? 'auth') !== 'auth')
    throw new WireError('Malformed DIGEST-MD5 message');
  const decode = decoderOf(values.get('charset'));
  return {
    username: decode(one('username')),
    realm: decode(values.get('realm') ?? ''),
    nonce: one('nonce'),
    cnonce: one('cnonce'),
    nonceCount: one('nc'),
    digestUri: one('digest-uri'),
    response,
    authorizationId: values.has('authzid') ? decode(one('authzid')) : null,
  };
}

/** RFC 2831 §2.1.2: UTF-8 when the client says so, else ISO 8859-1. */
function decoderOf(charset: string | undefined): (binary: string) => string {
  if (charset === undefined) return (binary) => binary;
  if (charset.toLowerCase() !== 'utf-8') throw new WireError('DIGEST-MD5 charset must be utf-8');
  return (binary) => Buffer.from(binary, 'latin1').toString('utf8');
}

/** Throws WireError also where a directive stands twice. RFC 2831 §2.1.2. */
function directivesOf(bytes: Buffer): Map<string, string> {
  if (bytes.length > MAX_RESPONSE_BYTES) throw new WireError('Authentication data is too long');
  const text = bytes.toString('latin1');
  const values = new Map<string, string>();
  DIRECTIVE.lastIndex = 0;
  while (DIRECTIVE.lastIndex < text.length) {
    const match = DIRECTIVE.exec(text);
    if (!match) throw new WireError('Malformed DIGEST-MD5 message');
    const [, name = '', quoted, token = ''] = match;
    const key = name.toLowerCase();
    if (values.has(key)) throw new WireError('DIGEST-MD5 directive twice');
    values.set(key, quoted?.replace(/\\(.)/gs, '$1') ?? token);
  }
  return values;
}

/**
 * The response a client that knows `password` sends; with `side` server the proof it expects back (rspauth). Hex. RFC 2831 §2.1.2.1.
 */
export function digestResponse(said: DigestResponse, password: string, side: 'client' | 'server'): string {
  const secret = md5([said.username, said.realm, password].map(shortest).reduce(joinColon));
  const rest = [said.nonce, said.cnonce, ...(said.authorizationId === null ? [] : [said.authorizationId])];
  const a1 = md5(Buffer.concat([secret, Buffer.from(`:${rest.join(':')}`)])).toString('hex');
  const a2 = md5(Buffer.from(`${side === 'client' ? 'AUTHENTICATE' : ''}:${said.digestUri}`)).toString('hex');
  const joined = [a1, said.nonce, said.nonceCount, said.cnonce, 'auth', a2].join(':');
  return md5(Buffer.from(joined)).toString('hex');
}

function joinColon(left: Buffer, right: Buffer): Buffer {
  return Buffer.concat([left, Buffer.from(':'), right]);
}

/** RFC 2831 §2.1.2.1: what fits into ISO 8859-1 is hashed in it, else in UTF-8. */
function shortest(text: string): Buffer {
  return Buffer.from(text, /^[\x00-\xff]*$/.test(text) ? 'latin1' : 'utf8');
}

function md5(bytes: Buffer): Buffer {
  return createHash('md5').update(bytes).digest();
}
