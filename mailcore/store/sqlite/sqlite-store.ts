import { rm } from 'node:fs/promises';
import { MailError } from '../../errors.ts';
import type { DataFiles } from '../data-files.ts';
import {
  annotationStore,
  keepingStore,
  mailboxStore,
  queueStore,
  sessionStore,
  sharingStore,
  submissionStore,
  undeleteStore,
} from '../sql/noun-stores.ts';
import type { Store } from '../store.ts';
import type { NewBody } from '../sql/bodies.ts';
import type { MaildropStore } from '../maildrop-store.ts';
import { directoryStore } from '../sql/directory-store.ts';
import { emailStore } from './email-store.ts';
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
    ...directoryStore(reader, writer),
    ...mailboxStore(reader, writer),
    ...locks,
    admitToMaildrop: (accountId, now, delayMs) => writer.call('admitToMaildrop', [accountId, now, delayMs]),
    ...sharingStore(reader, writer),
    ...annotationStore(reader, writer),
    ...emailStore(reader, consuming),
    ...submissionStore(reader, writer),
    ...queueStore(reader, consuming),
    ...sessionStore(reader, writer),
    ...keepingStore(reader, writer),
    ...undeleteStore(reader, writer),
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
