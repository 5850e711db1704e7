import type { Account } from '../model/account.ts';

/** Protocols a sign-in can come from: for throttling, history and the log. */
export type LoginProtocol = 'smtp' | 'imap' | 'pop3' | 'managesieve' | 'jmap' | 'web' | 'admin';

export interface LoginContext {
  readonly protocol: LoginProtocol;
  readonly remoteAddress: string;
}

/**
 * Checks sign-ins. One answer for unknown name, wrong password and disabled account (MailError `authFailed`), in equal time;
 * `tooManyAttempts` with detail.retryAfterSeconds while throttled. Implemented by sasl/authenticator.ts.
 */
export interface Authenticator {
  /** `login` is the full address. */
  verifyPassword(login: string, password: string, context: LoginContext): Promise<Account>;
  /** Mechanism names for a capability list, best first: "SCRAM-SHA-256", "PLAIN", "LOGIN". */
  mechanisms(): readonly string[];
  /** Starts an exchange; null for an unknown mechanism. */
  begin(mechanism: string, context: LoginContext): SaslExchange | null;
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
