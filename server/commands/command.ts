import type { ParseArgsConfig } from 'node:util';
import type { CliContext } from './context.ts';

/** One command of the command line. */
export interface CliCommand {
  /** "domain add". */
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  /** How many operands: least and most. */
  readonly operands: readonly [min: number, max: number];
  readonly options?: ParseArgsConfig['options'];
  run(context: CliContext, operands: readonly string[]): Promise<void>;
}
