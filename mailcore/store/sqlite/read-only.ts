import { MailError } from '../../errors.ts';
import { type DataFiles, dataFiles } from '../data-files.ts';
import { LocalBus } from '../local-bus.ts';
import type { Writer } from '../sql/writer.ts';
import type { Storage } from '../storage.ts';
import { composeStorage } from './compose.ts';

const REFUSING: Writer = {
  call: () => Promise.reject(new MailError('unavailable', 'This storage can only be read')),
  close: async () => undefined,
};

/** Storage that nobody may change: a damaged one, or a copy. Nothing is migrated, recovered or owned; every write throws `unavailable`. */
export function openReadOnlyStorage(location: string | DataFiles): Storage {
  const files = typeof location === 'string' ? dataFiles(location) : location;
  const askForLock = () => Promise.resolve(false);
  return composeStorage(files, REFUSING, new LocalBus(), { durable: false, index: 'none', askForLock });
}
