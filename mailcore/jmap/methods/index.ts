import type { Method } from '../method.ts';
import { coreEcho } from './core-echo.ts';
import { emailChanges } from './email-changes.ts';
import { emailCopy } from './email-copy.ts';
import { emailGet } from './email-get.ts';
import { emailImport } from './email-import.ts';
import { emailParse } from './email-parse.ts';
import { emailQuery } from './email-query.ts';
import { emailQueryChanges } from './email-query-changes.ts';
import { emailSet } from './email-set.ts';
import { emailSubmissionChanges } from './email-submission-changes.ts';
import { emailSubmissionGet } from './email-submission-get.ts';
import { emailSubmissionQuery } from './email-submission-query.ts';
import { emailSubmissionQueryChanges } from './email-submission-query-changes.ts';
import { emailSubmissionSet } from './email-submission-set.ts';
import { identityChanges } from './identity-changes.ts';
import { identityGet } from './identity-get.ts';
import { identitySet } from './identity-set.ts';
import { mailboxChanges } from './mailbox-changes.ts';
import { mailboxGet } from './mailbox-get.ts';
import { mailboxQuery } from './mailbox-query.ts';
import { mailboxQueryChanges } from './mailbox-query-changes.ts';
import { mailboxSet } from './mailbox-set.ts';
import { searchSnippetGet } from './search-snippet-get.ts';
import { threadChanges } from './thread-changes.ts';
import { threadGet } from './thread-get.ts';

/** Every method there is; dispatch finds them by name. */
export const METHODS: readonly Method[] = [
  coreEcho,
  mailboxGet,
  mailboxChanges,
  mailboxQuery,
  mailboxQueryChanges,
  mailboxSet,
  threadGet,
  threadChanges,
  emailGet,
  emailChanges,
  emailQuery,
  emailQueryChanges,
  emailSet,
  emailCopy,
  emailImport,
  emailParse,
  searchSnippetGet,
  identityGet,
  identityChanges,
  identitySet,
  emailSubmissionGet,
  emailSubmissionChanges,
  emailSubmissionQuery,
  emailSubmissionQueryChanges,
  emailSubmissionSet,
];
