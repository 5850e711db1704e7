import { MailError, openReadOnlyStorage, verifyStore, type Fault, type Store } from '../../mailcore/index.ts';
import type { CliCommand } from './command.ts';
import type { CliContext } from './context.ts';

const REMARKS = { mended: ' (mended)', mendable: ' (--repair mends it)', lasting: '' } as const;

function describe({ fault, state }: Fault): string {
  return `${fault}${REMARKS[state]}`;
}

/** A database too damaged to be opened for writing is still looked at as far as it can be read. */
async function storageToVerify(context: CliContext): Promise<AsyncDisposable & { readonly store: Store }> {
  try {
    const { store } = await context.mailcore();
    return { store, [Symbol.asyncDispose]: async () => undefined };
  } catch (error) {
    if (error instanceof MailError || context.options.repair === true) throw error;
    context.note('the database cannot be opened for writing: checked as far as it can be read');
    const { store, close } = openReadOnlyStorage(context.config.dataDir);
    return { store, [Symbol.asyncDispose]: close };
  }
}

export const verifyCommands: readonly CliCommand[] = [
  {
    name: 'verify',
    usage: 'verify [--repair]',
    summary: 'check every row and every message; --repair mends what can be derived',
    operands: [0, 0],
    options: { repair: { type: 'boolean' } },
    async run(context) {
      const faults: Fault[] = [];
      await using storage = await storageToVerify(context);
      const { store } = storage;
      const { left, bodies, bytes, unnamedBytes } = await verifyStore(store, (fault) => faults.push(fault), {
        repair: context.options.repair === true,
        onProgress: (done) => context.progress(`${done.bodies} of ${done.bodyCount} messages read`),
      });
      const extent = `${bodies} messages of ${bytes} bytes read`;
      const verdict = left === 0 ? 'everything is in order' : `${left} faults are left`;
      const unnamed = unnamedBytes ? `; ${unnamedBytes} bytes wait for compaction` : '';
      context.print({ faults, left, bodies, bytes, unnamedBytes }, [
        ...faults.map(describe),
        `${verdict} (${extent}${unnamed})`,
      ]);
      if (left > 0) process.exitCode = 1;
    },
  },
];
