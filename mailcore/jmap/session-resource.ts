import { createHash } from 'node:crypto';
import type { Config } from '../config.ts';
import type { Account } from '../model/account.ts';
import { SORT_PROPERTIES } from './email/sort.ts';
import { formatId } from './ids.ts';
import {
  JMAP_LIMITS,
  MAX_DELAYED_SEND_SECONDS,
  MAX_MAILBOX_DEPTH,
  MAX_MAILBOX_NAME_BYTES,
} from './limits.ts';
import type { SharedAccount } from './shared-accounts.ts';
import type { SessionResource } from './types.ts';

export const CORE = 'urn:ietf:params:jmap:core';
export const MAIL = 'urn:ietf:params:jmap:mail';
export const SUBMISSION = 'urn:ietf:params:jmap:submission';

/** Where the routes of the API are; URI templates as RFC 8620 §2 names them. */
export interface SessionUrls {
  readonly apiUrl: string;
  readonly downloadUrl: string;
  readonly uploadUrl: string;
  readonly eventSourceUrl: string;
}

/** Who the client is and what it may do. RFC 8620 §2, RFC 8621 §1.3. */
export function sessionResource(
  config: Config,
  account: Account,
  shared: readonly SharedAccount[],
  urls: SessionUrls,
): SessionResource {
  const accountId = formatId('a', account.id);
  const { maxMessageBytes, maxUploadBytes } = config.limits;
  const resource = {
    capabilities: {
      [CORE]: { maxSizeUpload: maxUploadBytes, ...JMAP_LIMITS, collationAlgorithms: ['i;unicode-casemap'] },
      [MAIL]: {},
      [SUBMISSION]: {},
    },
    accounts: {
      [accountId]: {
        name: account.address,
        isPersonal: true,
        isReadOnly: false,
        accountCapabilities: {
          [MAIL]: mailCapability(config, { mayCreateTopLevelMailbox: true }),
          [SUBMISSION]: {
            maxDelayedSend: MAX_DELAYED_SEND_SECONDS,
            submissionExtensions: {
              FUTURERELEASE: [String(MAX_DELAYED_SEND_SECONDS)],
              SIZE: [String(maxMessageBytes)],
              DSN: [],
            },
          },
        },
      },
      ...Object.fromEntries(
        shared.map((other) => [formatId('a', other.ownerId), sharedAccount(config, other)]),
      ),
    },
    primaryAccounts: { [MAIL]: accountId, [SUBMISSION]: accountId },
    username: account.address,
    ...urls,
  };
  return { ...resource, state: sessionState(account, config, shared) };
}

/** RFC 8621 §1.3.1. */
function mailCapability(
  { limits }: Config,
  { mayCreateTopLevelMailbox }: { mayCreateTopLevelMailbox: boolean },
) {
  return {
    maxMailboxesPerEmail: null,
    maxMailboxDepth: MAX_MAILBOX_DEPTH,
    maxSizeMailboxName: MAX_MAILBOX_NAME_BYTES,
    maxSizeAttachmentsPerEmail: limits.maxMessageBytes,
    emailQuerySortOptions: [...SORT_PROPERTIES],
    mayCreateTopLevelMailbox,
  };
}

/** Of another account there is mail, but nobody sends as it. */
function sharedAccount(config: Config, { ownerAddress, isReadOnly }: SharedAccount) {
  return {
    name: ownerAddress,
    isPersonal: false,
    isReadOnly,
    accountCapabilities: { [MAIL]: mailCapability(config, { mayCreateTopLevelMailbox: false }) },
  };
}

/** Changes whenever the resource does, and tells nothing. RFC 8620 §2. */
export function sessionState(account: Account, config: Config, shared: readonly SharedAccount[]): string {
  const others = shared.map(({ ownerId, ownerAddress, isReadOnly }) => [ownerId, ownerAddress, isReadOnly]);
  const facts = JSON.stringify([account.id, account.address, account.isDisabled, config.limits, others]);
  return createHash('sha256').update(facts).digest('base64url').slice(0, 16);
}
