import type { AccountId, EmailId } from '../model/ids.ts';

/** What backups and restores ask of the store. */
export interface KeepingStore {
  /** Keeps every body that is stored now where it is, for a backup that copies them; ends at `until` unless called again. */
  holdBodies(holder: string, until: Date): Promise<void>;
  releaseBodies(holder: string): Promise<void>;
  /** Length and checksum of the body of every email of an account: tells which messages of a backup are still there. */
  listBodyChecksums(accountId: AccountId): Promise<BodyChecksum[]>;
}

export interface BodyChecksum {
  readonly emailId: EmailId;
  readonly sizeBytes: number;
  readonly crc32: number;
}
