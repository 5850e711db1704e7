import { MailError } from '../../mailcore/index.ts';
import type { CliCommand } from './command.ts';

export const aliasCommands: readonly CliCommand[] = [
  {
    name: 'alias add',
    usage: 'alias add ADDRESS USER',
    summary: 'another address for a user',
    operands: [2, 2],
    async run(context, [address, user]) {
      const { store } = await context.mailcore();
      const account = await store.findAccount(user!.toLowerCase());
      if (!account) throw new MailError('accountNotFound', `there is no user ${user}`);
      await store.addAlias(address!.toLowerCase(), account.id);
      context.print({ address, user: account.address }, `${address} goes to ${account.address}`);
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
      await (await context.mailcore()).store.removeAlias(address!.toLowerCase());
      context.print({ address }, `removed ${address}`);
    },
  },
];
