import type { CliCommand } from './command.ts';

export const configCommands: readonly CliCommand[] = [
  {
    name: 'config check',
    usage: 'config check',
    summary: 'read the configuration and say what it comes to',
    operands: [0, 0],
    run(context) {
      const { smartHost, ...config } = context.config;
      const shown = {
        ...config,
        smartHost: smartHost && { ...smartHost, password: smartHost.password ? '(set)' : '' },
      };
      context.print(shown, ['the configuration is good', JSON.stringify(shown, null, 2)]);
      return Promise.resolve();
    },
  },
];
