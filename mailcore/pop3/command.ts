import type { Pop3Session, Pop3State } from './session-state.ts';
import type { CommandLine } from './wire/command.ts';

/** One POP3 command: `parse` is pure and throws WireError, `run` answers. */
export interface Pop3Command<Args = unknown> {
  readonly name: string;
  readonly states: readonly Pop3State[];
  /** Where it is specified: "RFC 1939 §7". */
  readonly rfc: string;
  parse(line: CommandLine): Args;
  run(session: Pop3Session, args: Args): Promise<void> | void;
}

/** Keeps `Args` checked inside a command while the table holds commands of any. */
export function defineCommand<Args>(command: Pop3Command<Args>): Pop3Command {
  return command as Pop3Command;
}
