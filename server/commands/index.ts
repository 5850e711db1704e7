import { aliasCommands } from './alias.ts';
import { appPasswordCommands } from './app-password.ts';
import { backupCommands } from './backup.ts';
import type { CliCommand } from './command.ts';
import { configCommands } from './config.ts';
import { domainCommands } from './domain.ts';
import { queueCommands } from './queue.ts';
import { searchCommands } from './search.ts';
import { shareCommands } from './share.ts';
import { transferCommands } from './transfer.ts';
import { undeleteCommands } from './undelete.ts';
import { userCommands } from './user.ts';
import { verifyCommands } from './verify.ts';

export type { CliCommand } from './command.ts';

/** Every command by its one to three words. */
export const COMMANDS: ReadonlyMap<string, CliCommand> = new Map(
  [
    ...configCommands,
    ...domainCommands,
    ...userCommands,
    ...appPasswordCommands,
    ...aliasCommands,
    ...shareCommands,
    ...queueCommands,
    ...verifyCommands,
    ...searchCommands,
    ...transferCommands,
    ...backupCommands,
    ...undeleteCommands,
  ].map((command) => [command.name, command]),
);
