import type {
  Account,
  Credential,
  CredentialScope,
  CredentialVerifiers,
  Domain,
  Identity,
  Locale,
} from '../model/account.ts';
import type { AccountId, IdentityId } from '../model/ids.ts';

/** Domains, accounts, aliases, credentials, identities. Addresses are canonical (model/address.ts). */
export interface Directory {
  listDomains(): Promise<Domain[]>;
  /** Throws `alreadyExists`, `invalidArgument`. */
  addDomain(name: string): Promise<Domain>;
  /** Throws `domainNotFound`, `domainNotEmpty` while accounts or aliases are in it. */
  removeDomain(name: string): Promise<void>;

  /**
   * Creates an account with its default mailboxes and identity in one transaction.
   * Throws `domainNotFound`, `addressTaken` (account or alias), `invalidArgument`.
   */
  addAccount(account: NewAccount): Promise<Account>;
  getAccount(id: AccountId): Promise<Account | null>;
  /** By primary address only: the login name. */
  findAccount(address: string): Promise<Account | null>;
  /** By address, ascending, after `after`; `domain` and `query` (part of address or name) narrow. */
  listAccounts(options?: {
    domain?: string;
    query?: string;
    after?: string;
    limit?: number;
  }): Promise<Account[]>;
  updateAccount(id: AccountId, patch: AccountPatch): Promise<Account>;
  /** Removes the account and all it holds. Throws `accountNotFound`. */
  removeAccount(id: AccountId): Promise<void>;

  /** The password first, then app passwords and tokens by age. */
  listCredentials(accountId: AccountId): Promise<Credential[]>;
  /** The token with this SHA-256 (hex), whoever's it is and expired or not. */
  findToken(sha256: string): Promise<Credential | null>;
  /** Replaces the password. */
  setPassword(accountId: AccountId, verifiers: CredentialVerifiers): Promise<void>;
  /** Adds to what is stored of a password or app password; one that is gone meanwhile is left alone. */
  addVerifiers(credentialId: number, verifiers: CredentialVerifiers): Promise<void>;
  /** Adds an app password or a token. Throws `accountNotFound`. */
  addAppCredential(accountId: AccountId, credential: NewAppCredential): Promise<Credential>;
  /** Removes an app password or a token; the password stays. */
  removeAppCredential(accountId: AccountId, credentialId: number): Promise<void>;
  /** Remembers a use, by hour and address: a client that polls from one place writes nothing in between. */
  touchCredential(credentialId: number, at: Date, remoteAddress: string): Promise<void>;

  listAliases(options?: { domain?: string }): Promise<Alias[]>;
  /** Throws `addressTaken`, `domainNotFound`, `accountNotFound`. */
  addAlias(address: string, accountId: AccountId): Promise<void>;
  removeAlias(address: string): Promise<void>;

  /**
   * Who a recipient is. Exact account, then alias, then the same without its subaddress tag. Never reveals more to a peer than its result.
   */
  resolveRecipient(address: string): Promise<ResolvedRecipient>;

  listIdentities(accountId: AccountId): Promise<Identity[]>;
  /** Throws `forbidden` when `email` is neither the account's address, an alias of it, nor one of these with a tag. */
  addIdentity(accountId: AccountId, identity: NewIdentity): Promise<Identity>;
  updateIdentity(
    accountId: AccountId,
    id: IdentityId,
    patch: Partial<Omit<NewIdentity, 'email'>>,
  ): Promise<Identity>;
  removeIdentity(accountId: AccountId, id: IdentityId): Promise<void>;
  /** True when the account may send as `address`: its own, an alias, or one of these with a tag. */
  maySendAs(accountId: AccountId, address: string): Promise<boolean>;
}

export interface NewAccount {
  readonly address: string;
  readonly displayName: string;
  readonly locale: Locale;
  readonly isAdmin: boolean;
  readonly quotaBytes: number;
  readonly verifiers: CredentialVerifiers;
}

export interface NewAppCredential {
  readonly kind: 'app' | 'token';
  readonly label: string;
  readonly verifiers: CredentialVerifiers;
  /** Null: everywhere. */
  readonly scopes: readonly CredentialScope[] | null;
  /** Null: never. */
  readonly expiresAt: Date | null;
}

export type AccountPatch = Partial<{
  displayName: string;
  locale: Locale;
  isAdmin: boolean;
  isDisabled: boolean;
  quotaBytes: number;
  quotaEmails: number;
}>;

export interface Alias {
  readonly address: string;
  readonly accountId: AccountId;
  readonly accountAddress: string;
}

export type ResolvedRecipient =
  | { readonly kind: 'account'; readonly account: Account; readonly tag: string | null }
  | { readonly kind: 'unknownUser' }
  /** The domain is not one of ours. */
  | { readonly kind: 'remote' };

export interface NewIdentity {
  readonly name: string;
  readonly email: string;
  readonly replyTo?: Identity['replyTo'];
  readonly bcc?: Identity['bcc'];
  readonly textSignature?: string;
  readonly htmlSignature?: string;
}
