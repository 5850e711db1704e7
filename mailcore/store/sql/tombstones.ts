/** What a tombstone remembers, as stored in tombstones.type. */
export const TOMBSTONE = {
  mailbox: 1,
  email: 2,
  thread: 3,
  identity: 4,
  submission: 5,
  membership: 6,
} as const;

export type TombstoneType = (typeof TOMBSTONE)[keyof typeof TOMBSTONE];
