import { MailError } from '../../errors.ts';
import { Connection, isBusy } from './driver.ts';

/** The right to write to a data directory. Ends with `release` or with the process, however it dies. */
export interface Ownership {
  release(): void;
}

/**
 * Takes the data directory for this process: an exclusive transaction on a database of its own, which the system ends with
 * the process, so a killed owner blocks nobody. Throws `inUse`.
 */
export function acquireOwnership(lockPath: string): Ownership {
  const connection = Connection.openLock(lockPath);
  try {
    connection.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    connection.close();
    if (isBusy(cause))
      throw new MailError('inUse', 'The data directory is in use by another process', { cause });
    throw cause;
  }
  return { release: () => connection.close() };
}
