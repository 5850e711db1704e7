import { MailError, openReadOnlyStorage, verifyStore, type Fault, type Store } from '../../mailcore/index.ts';
import type { CliCommand } from './command.ts';
import type { CliContext } from './context.ts';

const REMARKS = { mended: ' (mended)', mendable: ' (--repair mends it)', lasting: '' } as const;

function describe({ fault, state }: Fault): string {
  return `${fault}${REMARKS[state]}`;
}

interface StorageToVerify extends AsyncDisposable {
  readonly store: Store;
  /** How far the full-text index is behind; null where nobody may ask it. */
  indexStatus(): Promise<{ readonly emails: number; readonly pendingEmails: number } | null>;
}

/** A database too damaged to be opened for writing is still looked at as far as it can be read. */
async function storageToVerify(context: CliContext): Promise<StorageToVerify> {
  try {
    const { store, searchIndex } = await context.mailcore();
    const indexStatus = () => searchIndex.status();
    return { store, indexStatus, [Symbol.asyncDispose]: async () => undefined };
  } catch (error) {
    if (error instanceof MailError || context.options.repair === true) throw error;
    context.note('the database cannot be opened for writing: checked as far as it can be read');
    const { store, close } = openReadOnlyStorage(context.config.dataDir);
    return { store, indexStatus: async () => null, [Symbol.asyncDispose]: close };
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
      const { store, indexStatus } = storage;
      const { left, bodies, bytes, unnamedBytes } = await verifyStore(store, (fault) => faults.push(fault), {
        repair: context.options.repair === true,
        onProgress: (done) => context.progress(`${done.bodies} of ${done.bodyCount} messages read`),
      });
      const extent = `${bodies} messages of ${bytes} bytes read`;
      const verdict = left === 0 ? 'everything is in order' : `${left} faults are left`;
      const unnamed = unnamedBytes ? `; ${unnamedBytes} bytes wait for compaction` : '';
      const index = await indexStatus();
      context.print({ faults, left, bodies, bytes, unnamedBytes, searchIndex: index }, [
        ...faults.map(describe),
        `${verdict} (${extent}${unnamed})`,
        ...(index && index.pendingEmails > 0
          ? [`${index.pendingEmails} emails are not in the search index yet`]
          : []),
      ]);
      if (left > 0) process.exitCode = 1;
    },
  },
];
