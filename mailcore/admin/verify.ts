import type { Store } from '../store/store.ts';

/** Checks every row, counter and body; the store may be in use. Calls `onFault` for each fault, and returns how many there were. */
export async function verifyStore(
  store: Pick<Store, 'verify'>,
  onFault: (fault: string) => void,
): Promise<number> {
  let faults = 0;
  for await (const { fault } of store.verify()) {
    faults += 1;
    onFault(fault);
  }
  return faults;
}
