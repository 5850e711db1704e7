import { verifyStore, type Fault } from '../../mailcore/index.ts';
import type { CliCommand } from './command.ts';

const REMARKS = { mended: ' (mended)', mendable: ' (--repair mends it)', lasting: '' } as const;

function describe({ fault, state }: Fault): string {
  return `${fault}${REMARKS[state]}`;
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
      const { store } = await context.mailcore();
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
