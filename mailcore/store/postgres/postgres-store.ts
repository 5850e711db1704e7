import type { Blobs } from '../blobs.ts';
import { nounStores } from '../sql/noun-stores.ts';
import type { Writer } from '../sql/writer.ts';
import type { Store } from '../store.ts';
import { emailStore } from '../sql/email-store.ts';
import * as emailReads from './email-reads.ts';
import * as mailboxReads from './mailbox-reads.ts';
import type { PostgresMaildropLocks } from './maildrop-locks.ts';
import type { PostgresReader } from './reader.ts';
import { sweep } from './sweep.ts';
import { verify } from './verify.ts';

interface StoreParts {
  readonly reader: PostgresReader;
  readonly writer: Writer;
  readonly blobs: Blobs;
  readonly locks: PostgresMaildropLocks;
  /** The directory of bodies being received. */
  readonly incoming: string;
}

/** The Store over the reader and the writer of one thread of one node. */
export function postgresStore({ reader, writer, blobs, locks, incoming }: StoreParts): Store {
  return {
    ...nounStores(reader, writer),
    lockMaildrop: (accountId) => locks.lockMaildrop(accountId),
    ...emailStore(reader, { ...emailReads, ...mailboxReads }, writer),
    sweep: (now) => sweep({ reader, writer, incoming }, now),
    verify: (options) => verify({ reader, writer, blobs }, options),
    close: async () => {
      await writer.close();
      await reader.close();
    },
  };
}
