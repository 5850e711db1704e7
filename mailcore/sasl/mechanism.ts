import { WireError } from '../errors.ts';
import type { Account, Credential, ScramVerifier } from '../model/account.ts';
import type { LoginContext, SaslExchange } from './sasl.ts';

/** A SASL mechanism: one file each, listed in mechanisms.ts. RFC 4422 §3. */
export interface Mechanism {
  readonly name: string;
  begin(service: LoginService, context: LoginContext): SaslExchange;
}

/** What mechanisms ask of the authenticator. Both calls throttle, count, and answer `authFailed` for whatever is wrong. */
export interface LoginService {
  verifyPassword(login: string, password: string, context: LoginContext): Promise<Account>;
  /** What a SCRAM exchange with this login starts from; for an unknown name a salt that stays the same. */
  scramStart(login: string, context: LoginContext): Promise<ScramStart>;
  /** Ends the exchange: `prove` returns the credential whose verifier fits the client's proof. */
  verifyProof(
    login: string,
    context: LoginContext,
    prove: Proof,
  ): Promise<{ account: Account; credential: Credential }>;
}

export type Proof = (credentials: readonly Credential[]) => Credential | null;

export type ScramStart = Pick<ScramVerifier, 'salt' | 'iterations'>;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes a client message of at most `maxBytes`. Throws WireError when it is longer or no UTF-8. RFC 4422 §3.1. */
export function decodeMessage(response: Buffer, maxBytes = 4_096): string {
  if (response.length > maxBytes) throw new WireError('Authentication data is too long');
  try {
    return utf8.decode(response);
  } catch {
    throw new WireError('Authentication data is not UTF-8');
  }
}
