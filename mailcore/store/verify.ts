/** What can be wrong with stored mail. */
export type FaultKind =
  | 'account'
  | 'accountCounters'
  | 'body'
  | 'bodyReferences'
  | 'content'
  | 'database'
  | 'mailbox'
  | 'mailboxCounters'
  | 'membership'
  | 'modseq'
  | 'placelessEmail'
  | 'queue'
  | 'retained'
  | 'submission'
  | 'thread'
  | 'threadKeys'
  | 'tombstone'
  | 'uidNext'
  | 'upload';

export interface Fault {
  readonly kind: FaultKind;
  /** One sentence that names the place, for people. */
  readonly fault: string;
  /** Address of the account, path of the mailbox, UID: null where the fault has none or it is not known. */
  readonly account: string | null;
  readonly mailbox: string | null;
  readonly uid: number | null;
  /** `mendable`: a run with `repair` derives the right value from what is there. `lasting`: nothing here tells what was lost. */
  readonly state: 'mendable' | 'mended' | 'lasting';
}

export interface VerifyOptions {
  /** Mends what can be derived; each mend is one ordinary transaction of the writer, so the store may be in use. */
  readonly repair?: boolean;
  /** After every batch of bodies. */
  readonly onProgress?: (progress: VerifyProgress) => void;
}

export interface VerifyProgress {
  readonly bodies: number;
  readonly bodyCount: number;
  readonly bytes: number;
}

/** What was looked at. */
export interface VerifySummary {
  readonly bodies: number;
  readonly bytes: number;
  /** Bytes between stored bodies that no row names: left by removed mail or a crash, reclaimed by compaction. Null where bodies lie elsewhere. */
  readonly unnamedBytes: number | null;
}
