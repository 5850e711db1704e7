import type { AccountId } from './ids.ts';

/** An SMTP envelope: who to tell about failure, who gets it. RFC 5321 §2.3.1. */
export interface Envelope {
  /** Without angle brackets; "" is the null reverse-path of a DSN. */
  readonly reversePath: string;
  readonly recipients: readonly EnvelopeRecipient[];
  /** True when SMTPUTF8 was asked for in MAIL. RFC 6531. */
  readonly smtpUtf8: boolean;
  readonly body: '7BIT' | '8BITMIME';
  /** RFC 3461 RET and ENVID. */
  readonly dsnRet?: 'FULL' | 'HDRS';
  readonly dsnEnvid?: string;
}

export interface EnvelopeRecipient {
  readonly address: string;
  /** RFC 3461 NOTIFY; undefined = the default (FAILURE, and DELAY at our discretion). */
  readonly notify?: readonly ('NEVER' | 'SUCCESS' | 'FAILURE' | 'DELAY')[];
  /** RFC 3461 ORCPT as given. */
  readonly orcpt?: string;
}

/** Where a message came in: for the Received header, the log and the policy. */
export interface Origin {
  readonly protocol: 'SMTP' | 'ESMTP' | 'ESMTPS' | 'ESMTPA' | 'ESMTPSA' | 'JMAP' | 'LOCAL';
  readonly remoteAddress: string;
  readonly helo: string;
  /** Set when the sender signed in: submission. */
  readonly account: { readonly id: AccountId; readonly address: string } | null;
  /** "TLSv1.3 TLS_AES_256_GCM_SHA384", or null. */
  readonly tls: string | null;
}
