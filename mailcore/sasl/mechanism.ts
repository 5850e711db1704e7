import { WireError } from '../errors.ts';
import type { Account, Credential, ScramVerifier } from '../model/account.ts';
import type { LoginContext, SaslContext, SaslExchange } from './sasl.ts';
import type { ScramHash } from './scram.ts';

/** A SASL mechanism: one file each, listed in mechanisms.ts. RFC 4422 §3. */
export interface Mechanism {
  readonly name: string;
  /**
   * `privacy`: a connection that a password may cross. `channelBinding`: TLS that can be named. `legacy`: that the operator allows
   * legacy app passwords; these mechanisms show nothing of the password, and the devices that need them know no TLS of today.
   */
  readonly needs: 'privacy' | 'channelBinding' | 'legacy';
  begin(service: LoginService, context: SaslContext): SaslExchange;
}

/** What mechanisms ask of the authenticator. Every call throttles, counts, and answers `authFailed` for whatever is wrong. */
export interface LoginService {
  /** The realm of challenges. */
  readonly hostname: string;
  verifyPassword(login: string, password: string, context: LoginContext): Promise<Account>;
  /** `login` null: the token alone says whose it is. */
  verifyToken(login: string | null, token: string, context: LoginContext): Promise<Account>;
  /** What a SCRAM exchange with this login starts from; for an unknown name a salt that stays the same. */
  scramStart(hash: ScramHash, login: string, context: LoginContext): Promise<ScramStart>;
  /** Ends the exchange: `prove` returns the credential whose verifier fits the client's proof. */
  verifyProof(
    login: string,
    context: LoginContext,
    prove: Proof,
  ): Promise<{ account: Account; credential: Credential }>;
  /** `fits` is asked about each legacy app password of the account, and about a decoy when it has none. */
  verifyLegacy(login: string, context: LoginContext, fits: (password: string) => boolean): Promise<Account>;
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
