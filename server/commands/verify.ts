import { verifyStore } from '../../mailcore/index.ts';
import type { CliCommand } from './command.ts';

export const verifyCommands: readonly CliCommand[] = [
  {
    name: 'verify',
    usage: 'verify',
    summary: 'read every row and every message and report what is wrong',
    operands: [0, 0],
    async run(context) {
      const faults: string[] = [];
      const { store } = await context.mailcore();
      await verifyStore(store, (fault) => faults.push(fault));
      context.print({ faults }, faults.length === 0 ? 'everything is in order' : faults);
      if (faults.length > 0) process.exitCode = 1;
    },
  },
];
