import type { Account, CredentialScope } from '../model/account.ts';
import type { ChannelBindingType, Connection } from '../net/connection.ts';

/** Protocols a sign-in can come from: for throttling, scopes, history and the log. */
export type LoginProtocol = CredentialScope | 'web' | 'admin';

export interface LoginContext {
  readonly protocol: LoginProtocol;
  readonly remoteAddress: string;
}

/** A sign-in by SASL, which also depends on what it runs over. */
export interface SaslContext extends LoginContext {
  readonly channel: SaslChannel;
}

export interface SaslChannel {
  /** A password may cross it. RFC 8314 §4.1. */
  readonly isPrivate: boolean;
  /** Names the TLS session; null without TLS, or where it has no binding of this type. RFC 9266, RFC 5929 §4. */
  channelBinding(type: ChannelBindingType): Buffer | null;
}

/** The context of a sign-in over a mail connection; `isPrivate`: a password may cross it. */
export function saslContext(
  protocol: LoginProtocol,
  connection: Pick<Connection, 'remoteAddress' | 'channelBinding'>,
  isPrivate: boolean,
): SaslContext {
  const channelBinding = (type: ChannelBindingType) => connection.channelBinding(type);
  return { protocol, remoteAddress: connection.remoteAddress, channel: { isPrivate, channelBinding } };
}

/**
 * Checks sign-ins. One answer for unknown name, wrong password and disabled account (MailError `authFailed`), in equal time;
 * `tooManyAttempts` with detail.retryAfterSeconds while throttled. Implemented by sasl/authenticator.ts.
 */
export interface Authenticator {
  /** `login` is the full address. */
  verifyPassword(login: string, password: string, context: LoginContext): Promise<Account>;
  /** A bearer token alone says whose it is. RFC 6750 §2.1. */
  verifyToken(token: string, context: LoginContext): Promise<Account>;
  /** Mechanism names for a capability list, best first: "SCRAM-SHA-256", "PLAIN", "LOGIN". Empty where none may be used. */
  mechanisms(context: SaslContext): readonly string[];
  /** Starts an exchange; null for a mechanism that is not offered. Throws `tlsRequired` for one that is with TLS. */
  begin(mechanism: string, context: SaslContext): SaslExchange | null;
  /** Challenge-response with a legacy app password is offered: CRAM-MD5, DIGEST-MD5, APOP. */
  readonly offersLegacy: boolean;
  /** `digest`: MD5 in hex over `timestamp`, as greeted with, and a legacy app password. RFC 1939 §7 APOP. */
  verifyApop(login: string, timestamp: string, digest: string, context: LoginContext): Promise<Account>;
}

/** One authentication exchange, server side, bytes already base64-decoded. RFC 4422. */
export interface SaslExchange {
  /**
   * Feeds the client's response (null: none was given initially). Throws MailError `authFailed` | `tooManyAttempts`,
   * WireError for a malformed message.
   */
  next(response: Buffer | null): Promise<SaslStep>;
}

export type SaslStep =
  | { readonly done: false; readonly challenge: Buffer }
  /** `finalData`: the server's last word (SCRAM v=…), sent as a challenge where the protocol has no room for it. */
  | { readonly done: true; readonly account: Account; readonly finalData: Buffer | null };
