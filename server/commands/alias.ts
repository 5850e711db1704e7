import { addAlias, removeAlias } from '../../mailcore/index.ts';
import type { CliCommand } from './command.ts';

export const aliasCommands: readonly CliCommand[] = [
  {
    name: 'alias add',
    usage: 'alias add ADDRESS USER',
    summary: 'another address for a user',
    operands: [2, 2],
    async run(context, [address, user]) {
      const { store } = await context.mailcore();
      const added = await addAlias(store, address!, user!);
      context.print(added, `${added.address} goes to ${added.user}`);
    },
  },
  {
    name: 'alias list',
    usage: 'alias list',
    summary: 'all aliases',
    operands: [0, 0],
    async run(context) {
      const aliases = await (await context.mailcore()).store.listAliases();
      context.print(
        aliases.map(({ address, accountAddress }) => ({ address, user: accountAddress })),
        aliases.map(({ address, accountAddress }) => `${address} ${accountAddress}`),
      );
    },
  },
  {
    name: 'alias remove',
    usage: 'alias remove ADDRESS',
    summary: 'remove an alias',
    operands: [1, 1],
    async run(context, [address]) {
      const { store } = await context.mailcore();
      const removed = await removeAlias(store, address!);
      context.print({ address: removed }, `removed ${removed}`);
    },
  },
];
