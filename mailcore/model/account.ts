import type { AccountId, DomainId, IdentityId, ModSeq } from './ids.ts';

export type Locale = 'en' | 'ja';

export interface Domain {
  readonly id: DomainId;
  /** Lower-case A-label form. */
  readonly name: string;
  readonly createdAt: Date;
}

/** A name in a domain that has mail. Login name = `address`. */
export interface Account {
  readonly id: AccountId;
  readonly domainId: DomainId;
  /** Canonical: local part and domain lower-case, NFC, domain as A-label. */
  readonly address: string;
  readonly displayName: string;
  readonly locale: Locale;
  readonly isAdmin: boolean;
  readonly isDisabled: boolean;
  /** 0 = no limit. */
  readonly quotaBytes: number;
  /** How many emails it may keep; 0 = no limit. */
  readonly quotaEmails: number;
  readonly usedBytes: number;
  readonly emailCount: number;
  readonly modseq: ModSeq;
  readonly createdAt: Date;
}

/** What an app password or a bearer token may be good for. */
export const CREDENTIAL_SCOPES = ['imap', 'pop3', 'smtp', 'managesieve', 'jmap'] as const;
export type CredentialScope = (typeof CREDENTIAL_SCOPES)[number];

/** What a sign-in is checked against; never leaves mailcore, never logged. */
export interface Credential {
  readonly id: number;
  readonly accountId: AccountId;
  /** `app`: a random password for one program. `token`: a random bearer token, which is no password. RFC 6750. */
  readonly kind: 'password' | 'app' | 'token';
  /** What the owner called it ("iPhone"); empty for the password. */
  readonly label: string;
  readonly verifiers: CredentialVerifiers;
  /** Where it may be used; null: everywhere its kind may. */
  readonly scopes: readonly CredentialScope[] | null;
  /** Null: never. */
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  /** Where the last use came from; null when unknown. */
  readonly lastUsedAddress: string | null;
}

/**
 * `argon2` PHC string for passwords, `sha256` (hex) for random app passwords and tokens; SCRAM keys for passwords of either kind.
 * RFC 5802 §3.
 */
export interface CredentialVerifiers {
  readonly argon2?: string;
  readonly sha256?: string;
  readonly scramSha256?: ScramVerifier;
  readonly scramSha1?: ScramVerifier;
  /** The app password itself, sealed (sasl/sealed-password.ts): only where its owner made it a legacy one. */
  readonly sealed?: string;
}

/** All base64. */
export interface ScramVerifier {
  readonly salt: string;
  readonly iterations: number;
  readonly storedKey: string;
  readonly serverKey: string;
}

/** A From that the account may use. RFC 8621 §6. */
export interface Identity {
  readonly id: IdentityId;
  readonly accountId: AccountId;
  readonly name: string;
  readonly email: string;
  readonly replyTo: readonly { name: string | null; email: string }[] | null;
  readonly bcc: readonly { name: string | null; email: string }[] | null;
  readonly textSignature: string;
  readonly htmlSignature: string;
  /** The account's own address cannot be deleted. */
  readonly mayDelete: boolean;
  readonly createdModseq: ModSeq;
  readonly modseq: ModSeq;
}
