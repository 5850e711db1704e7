import { rm } from 'node:fs/promises';
import { MailError } from '../../errors.ts';
import type { DataFiles } from '../data-files.ts';
import { nounStores } from '../sql/noun-stores.ts';
import type { Store } from '../store.ts';
import type { NewBody } from '../sql/bodies.ts';
import type { MaildropStore } from '../maildrop-store.ts';
import { emailStore } from '../sql/email-store.ts';
import { changesSince } from './changes.ts';
import * as emailReads from './email-reads.ts';
import * as mailboxReads from './mailbox-reads.ts';
import type { Reader } from './reader.ts';
import { sweep } from './sweep.ts';
import { verify } from './verify.ts';
import type { Writer } from '../sql/writer.ts';

/** The Store over one reader of this thread and the one writer, wherever it lives. */
export function sqliteStore(
  reader: Reader,
  writer: Writer,
  locks: Pick<MaildropStore, 'lockMaildrop'>,
  files: DataFiles,
): Store {
  const consuming = consumeBodies(writer);
  return {
    ...nounStores(reader, consuming),
    ...locks,
    ...emailStore(reader, { ...emailReads, ...mailboxReads, changesSince }, consuming),
    sweep: (now) => sweep({ reader, writer, files }, now),
    verify: (options) => verify({ reader, writer, files }, options),
    close: async () => {
      await writer.close();
      await reader.close();
    },
  };
}

/** An operation consumes the bodies it was given: when it is refused, their files go. */
function consumeBodies(writer: Writer): Writer {
  return {
    close: () => writer.close(),
    call: async (name, args, bodies = []) => {
      try {
        return await writer.call(name, args, bodies);
      } catch (error) {
        if (isRefusal(error)) await removeFiles(bodies);
        throw error;
      }
    },
  };
}

/** After `unavailable` the commit may have happened unheard: the files stay, and a sweep removes them if nothing names them. */
function isRefusal(error: unknown): boolean {
  return error instanceof MailError && error.code !== 'unavailable';
}

async function removeFiles(bodies: readonly NewBody[]): Promise<void> {
  for (const { pending } of bodies) if (pending.kind === 'file') await rm(pending.path, { force: true });
}
