import type { Store } from '../store/store.ts';
import type { Fault, VerifyOptions, VerifySummary } from '../store/verify.ts';

export interface VerifyReport extends VerifySummary {
  readonly faults: number;
  /** Faults that are still there. */
  readonly left: number;
}

/** Checks every row, counter and body, mending with `repair`; the store may be in use. Calls `onFault` for each fault. */
export async function verifyStore(
  store: Pick<Store, 'verify'>,
  onFault: (fault: Fault) => void,
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  const faults = store.verify(options);
  const count = { faults: 0, left: 0 };
  for (;;) {
    const { done, value } = await faults.next();
    if (done) return { ...value, ...count };
    count.faults += 1;
    if (value.state !== 'mended') count.left += 1;
    onFault(value);
  }
}
