/** A mail system under test, running with a fresh data folder and the users `u0@bench.test` … , password `bench-password`. */
export interface MailSystem {
  readonly name: string;
  readonly ports: {
    readonly smtp: number;
    readonly imap: number;
    readonly pop3: number;
    readonly http: number | null;
  };
  readonly userCount: number;
  /** Process ids, for memory. */
  pids(): number[];
  /** Bytes on disk. */
  diskBytes(): number;
  /** The Maildir of a user, for those who have one: messages may be put there without a protocol, in `cur`, owned by `owner`. */
  readonly maildir: ((address: string) => { path: string; owner: number }) | null;
  /** The full-text index; null without one. */
  readonly fullText: FullText | null;
  stop(): Promise<void>;
}

export interface FullText {
  /** Resolves when everything is indexed. */
  settle(): Promise<void>;
  /** Indexes everything anew. */
  rebuild(): Promise<void>;
  diskBytes(): number;
}

export const DOMAIN = 'bench.test';
export const PASSWORD = 'bench-password';

export function userAddress(index: number): string {
  return `u${index}@${DOMAIN}`;
}

export type StartSystem = (options: { users: number }) => Promise<MailSystem>;
