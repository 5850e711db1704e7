import { WireError } from '../errors.ts';
import { decodeMessage } from './mechanism.ts';

/** A bearer token and whose it is said to be. */
export interface BearerMessage {
  /** Null when the client names nobody. */
  readonly login: string | null;
  /** Null when the client sent none. */
  readonly token: string | null;
}

/** Key-value pairs, each closed by U+0001, then one more. RFC 7628 §3.1. */
const SEPARATOR = '\x01';
/** RFC 6750 §2.1 b64token. */
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i;
const GS2_HEADER = /^(?:n|y),(?:a=([^,]*))?,$/;

/** `n,a=user,` and key-value pairs. Throws WireError. RFC 7628 §3.1. */
export function parseOauthBearer(response: Buffer): BearerMessage {
  const [header = '', ...pairs] = partsOf(response);
  const match = GS2_HEADER.exec(header);
  if (!match) throw new WireError('Malformed OAUTHBEARER message');
  const [, authorizationId = ''] = match;
  const login = authorizationId.replaceAll('=2C', ',').replaceAll('=3D', '=');
  return { login: login || null, token: tokenOf(pairs) };
}

/** `user=…` and `auth=Bearer …`, as Gmail and Outlook define it. Throws WireError. */
export function parseXoauth2(response: Buffer): BearerMessage {
  const [user = '', ...pairs] = partsOf(response);
  const login = user.startsWith('user=') ? user.slice('user='.length) : '';
  if (login === '') throw new WireError('Malformed XOAUTH2 message');
  return { login, token: tokenOf(pairs) };
}

function partsOf(response: Buffer): string[] {
  const text = decodeMessage(response);
  if (!text.endsWith(SEPARATOR + SEPARATOR)) throw new WireError('Malformed bearer message');
  return text.slice(0, -2).split(SEPARATOR);
}

function tokenOf(pairs: readonly string[]): string | null {
  const value = pairs.find((pair) => pair.startsWith('auth='))?.slice('auth='.length);
  return BEARER.exec(value ?? '')?.[1] ?? null;
}
