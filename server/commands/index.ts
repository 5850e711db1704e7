import { aliasCommands } from './alias.ts';
import { backupCommands } from './backup.ts';
import type { CliCommand } from './command.ts';
import { configCommands } from './config.ts';
import { domainCommands } from './domain.ts';
import { queueCommands } from './queue.ts';
import { searchCommands } from './search.ts';
import { transferCommands } from './transfer.ts';
import { userCommands } from './user.ts';
import { verifyCommands } from './verify.ts';

export type { CliCommand } from './command.ts';

/** Every command by its one or two words. */
export const COMMANDS: ReadonlyMap<string, CliCommand> = new Map(
  [
    ...configCommands,
    ...domainCommands,
    ...userCommands,
    ...aliasCommands,
    ...queueCommands,
    ...verifyCommands,
    ...searchCommands,
    ...transferCommands,
    ...backupCommands,
  ].map((command) => [command.name, command]),
);
