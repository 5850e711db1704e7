import { findAccount, getAccount, listAccounts } from './accounts.ts';
import { listAliases, maySendAs, resolveRecipient } from './aliases.ts';
import { findToken, isTouchDue, listCredentials } from './credentials.ts';
import { listDomains } from './domains.ts';
import { listIdentities } from './identities.ts';
import type { Directory } from '../directory.ts';
import type { QueryReader } from './query-reader.ts';
import type { Writer } from './writer.ts';

export function directoryStore(reader: QueryReader, writer: Writer): Directory {
  return {
    listDomains: () => reader.query(listDomains),
    addDomain: (name) => writer.call('addDomain', [name]),
    removeDomain: (name) => writer.call('removeDomain', [name]),
    addAccount: (account) => writer.call('addAccount', [account]),
    getAccount: (id) => reader.query((db) => getAccount(db, id)),
    findAccount: (address) => reader.query((db) => findAccount(db, address)),
    listAccounts: (options) => reader.query((db) => listAccounts(db, options)),
    updateAccount: (id, patch) => writer.call('updateAccount', [id, patch]),
    removeAccount: (id) => writer.call('removeAccount', [id]),
    listCredentials: (accountId) => reader.query((db) => listCredentials(db, accountId)),
    setPassword: (accountId, verifiers) => writer.call('setPassword', [accountId, verifiers]),
    findToken: (sha256) => reader.query((db) => findToken(db, sha256)),
    addVerifiers: (credentialId, verifiers) => writer.call('addVerifiers', [credentialId, verifiers]),
    addAppCredential: (accountId, credential) => writer.call('addAppCredential', [accountId, credential]),
    removeAppCredential: (accountId, credentialId) =>
      writer.call('removeAppCredential', [accountId, credentialId]),
    touchCredential: async (credentialId, at, remoteAddress) => {
      const isDue = await reader.query((db) => isTouchDue(db, credentialId, at, remoteAddress));
      if (isDue) await writer.call('touchCredential', [credentialId, at, remoteAddress]);
    },
    listAliases: (options) => reader.query((db) => listAliases(db, options)),
    addAlias: (address, accountId) => writer.call('addAlias', [address, accountId]),
    removeAlias: (address) => writer.call('removeAlias', [address]),
    resolveRecipient: (address) => reader.query((db) => resolveRecipient(db, address)),
    listIdentities: (accountId) => reader.query((db) => listIdentities(db, accountId)),
    addIdentity: (accountId, identity) => writer.call('addIdentity', [accountId, identity]),
    updateIdentity: (accountId, id, patch) => writer.call('updateIdentity', [accountId, id, patch]),
    removeIdentity: (accountId, id) => writer.call('removeIdentity', [accountId, id]),
    maySendAs: (accountId, address) => reader.query((db) => maySendAs(db, accountId, address)),
  };
}
