/** `npm run -s tegami -- <command>`: administration from the command line, with the server running or not. */
import { fileURLToPath } from 'node:url';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { MailError } from '../mailcore/index.ts';
import { COMMANDS, type CliCommand } from './commands/index.ts';
import { CliContext, UsageError } from './commands/context.ts';
import { ConfigError, loadConfig } from './config-file.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Options every command takes. */
const COMMON = {
  config: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

function findCommand(words: readonly string[]): { command: CliCommand; rest: readonly string[] } {
  for (const length of [3, 2, 1]) {
    const command = COMMANDS.get(words.slice(0, length).join(' '));
    if (command) return { command, rest: words.slice(length) };
  }
  throw new UsageError(
    words.length === 0 ? 'which command?' : `unknown command "${words.slice(0, 2).join(' ')}"`,
  );
}

function usage(): string {
  const lines = [...COMMANDS.values()].map(({ usage: line, summary }) => `  ${line.padEnd(58)} ${summary}`);
  return `usage: tegami <command> [--config FILE] [--json]\n\n${lines.join('\n')}\n`;
}

/** Options that every command takes may stand before it: they are moved behind. */
function commandFirst(argv: readonly string[]): string[] {
  let at = 0;
  while (argv[at]?.startsWith('-')) at += argv[at] === '--config' ? 2 : 1;
  return [...argv.slice(at), ...argv.slice(0, at)];
}

/** Splits off the words of the command before its options are known, so that each command declares only its own. */
function leadingWords(argv: readonly string[]): string[] {
  const end = argv.findIndex((word) => word.startsWith('-'));
  return argv.slice(0, end === -1 ? argv.length : end);
}

async function main(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help') || argv.includes('-h') || argv[0] === 'help') {
    process.stdout.write(usage());
    return;
  }
  const { command, rest } = findCommand(leadingWords(argv));
  const { values, positionals } = readOptions(command, [...rest, ...argv.slice(leadingWords(argv).length)]);
  const [min, max] = command.operands;
  if (positionals.length < min || positionals.length > max)
    throw new UsageError(`usage: tegami ${command.usage}`);
  await using context = new CliContext(
    () => loadConfig({ file: values.config as string | undefined, root }),
    values,
  );
  await command.run(context, positionals);
}

function readOptions(command: CliCommand, args: string[]) {
  try {
    const options: ParseArgsConfig['options'] = { ...COMMON, ...command.options };
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nusage: tegami ${command.usage}`);
  }
}

/** 0 done, 1 refused with one line, 2 wrong usage or configuration. */
function report(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`tegami: ${error.message}\n`);
    return 2;
  }
  if (error instanceof ConfigError) {
    process.stderr.write(`tegami: ${error.message}\n`);
    return 2;
  }
  if (error instanceof MailError) {
    process.stderr.write(`tegami: ${error.publicText}\n`);
    return 1;
  }
  throw error;
}

try {
  await main(commandFirst(process.argv.slice(2)));
} catch (error) {
  process.exitCode = report(error);
}
