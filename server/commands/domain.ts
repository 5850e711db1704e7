import { addDomain, removeDomain } from '../../mailcore/index.ts';
import type { CliCommand } from './command.ts';

export const domainCommands: readonly CliCommand[] = [
  {
    name: 'domain add',
    usage: 'domain add NAME',
    summary: 'receive mail for a domain',
    operands: [1, 1],
    async run(context, [name]) {
      const { store } = await context.mailcore();
      const domain = await addDomain(store, name!);
      context.print({ name: domain.name }, `added ${domain.name}`);
    },
  },
  {
    name: 'domain list',
    usage: 'domain list',
    summary: 'the domains we receive for',
    operands: [0, 0],
    async run(context) {
      const domains = await (await context.mailcore()).store.listDomains();
      context.print(
        domains.map(({ name, createdAt }) => ({ name, createdAt })),
        domains.map(({ name }) => name),
      );
    },
  },
  {
    name: 'domain remove',
    usage: 'domain remove NAME',
    summary: 'refuse its mail from now on; it must be empty',
    operands: [1, 1],
    async run(context, [name]) {
      const { store } = await context.mailcore();
      await removeDomain(store, name!);
      context.print({ name }, `removed ${name}`);
    },
  },
];
