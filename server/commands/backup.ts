import { relative } from 'node:path';
import {
  findGeneration,
  listGenerations,
  MailError,
  openGeneration,
  openMailcore,
  readManifest,
  restoreAccount,
  restoreAll,
  takeBackup,
  verifyStore,
} from '../../mailcore/index.ts';
import { ensureDataDir } from '../data-dir.ts';
import { createLogger } from '../logger.ts';
import { VERSION } from '../version.ts';
import type { CliCommand } from './command.ts';
import type { CliContext } from './context.ts';

const MIB = 1024 * 1024;

export const backupCommands: readonly CliCommand[] = [
  {
    name: 'backup',
    usage: 'backup FOLDER [--keep N] [--rate MB] [--list]',
    summary: 'add a generation to a backup, at most MB a second (64); the newest N (7) stay',
    operands: [1, 1],
    options: {
      keep: { type: 'string', default: '7' },
      rate: { type: 'string', default: '64' },
      list: { type: 'boolean' },
    },
    async run(context, [directory]) {
      if (context.options.list === true) return printGenerations(context, directory!);
      requireDataFolder(context);
      const [keep, rate] = [wholeNumber(context, 'keep'), wholeNumber(context, 'rate')];
      const { store } = await context.mailcore();
      const { generation, manifest, copiedBytes, removed } = await takeBackup(store, {
        dataDir: context.config.dataDir,
        directory: directory!,
        keep,
        bytesPerSecond: rate * MIB,
        program: VERSION,
        onProgress: (done) => context.progress(`${done.copiedBytes} bytes copied`),
      });
      const { segments, bodies } = manifest;
      context.print({ generation, copiedBytes, segments: segments.length, bodies: bodies.count, removed }, [
        ...removed.map((name) => `removed ${name}`),
        `${generation}: ${copiedBytes} bytes copied`,
      ]);
    },
  },
  {
    name: 'restore',
    usage: 'restore FOLDER [--generation G] [--account ADDRESS [--mailbox NAME] [--into NAME] [--dry-run]]',
    summary: 'bring a whole backup into an empty data folder, or what a user lost into the running system',
    operands: [1, 1],
    options: {
      generation: { type: 'string' },
      account: { type: 'string' },
      mailbox: { type: 'string' },
      into: { type: 'string' },
      'dry-run': { type: 'boolean' },
    },
    async run(context, [directory]) {
      requireDataFolder(context);
      const generation = await findGeneration(directory!, context.options.generation as string | undefined);
      const account = context.options.account as string | undefined;
      if (account === undefined) await restoreWhole(context, generation);
      else await restoreOne(context, generation, account);
    },
  },
];

/** A database server has tools of its own that know more. */
function requireDataFolder({ config }: CliContext): void {
  if (config.storage.url === 'sqlite:') return;
  throw new MailError(
    'invalidArgument',
    'PostgreSQL is backed up with its own tools: pg_dump, pg_basebackup',
  );
}

function wholeNumber({ options }: CliContext, name: string): number {
  const value = Number(options[name]);
  if (Number.isInteger(value) && value > 0) return value;
  throw new MailError('invalidArgument', `--${name} is a whole number above 0`);
}

async function printGenerations(context: CliContext, directory: string): Promise<void> {
  const names = await listGenerations(directory);
  const generations = await Promise.all(
    names.map(async (name) => {
      const { createdAt, program } = await readManifest(await findGeneration(directory, name));
      return { generation: name, createdAt, program };
    }),
  );
  context.print(
    generations,
    generations.map(({ generation, createdAt, program }) => `${generation} of ${createdAt} by ${program}`),
  );
}

async function restoreWhole(context: CliContext, generation: string): Promise<void> {
  const { config } = context;
  if (['mailbox', 'into', 'dry-run'].some((name) => context.options[name] !== undefined))
    throw new MailError('invalidArgument', '--mailbox, --into and --dry-run go with --account');
  ensureDataDir(config.dataDir);
  await restoreAll({
    generation,
    dataDir: config.dataDir,
    onProgress: (done) => context.progress(`${done.copiedBytes} bytes copied`),
  });
  const logger = createLogger({ ...config, log: { level: 'error' } });
  const { store, close } = await openMailcore(config, { logger, role: 'visitor' });
  try {
    const faults: string[] = [];
    const { left, bodies } = await verifyStore(store, ({ fault }) => faults.push(fault), {
      onProgress: (done) => context.progress(`${done.bodies} of ${done.bodyCount} messages read`),
    });
    const queued = (await store.listQueue({ limit: 10_000 })).length;
    const verdict = left === 0 ? 'everything is in order' : `${left} faults`;
    context.print({ generation, bodies, faults, queued }, [
      ...faults,
      `restored ${relative('', generation)}: ${bodies} messages, ${verdict}`,
      ...(queued > 0 ? [`${queued} messages in the queue may have been sent already: see queue list`] : []),
    ]);
    if (left > 0) process.exitCode = 1;
  } finally {
    await close();
  }
}

async function restoreOne(context: CliContext, generation: string, address: string): Promise<void> {
  const { options } = context;
  const isDryRun = options['dry-run'] === true;
  const live = await context.mailcore();
  const backup = await openGeneration(generation);
  let skipped = 0;
  try {
    const mailboxes = await restoreAccount(backup, live, address, {
      ...(typeof options.mailbox === 'string' ? { mailbox: options.mailbox.split('/') } : {}),
      ...(typeof options.into === 'string' ? { into: options.into.split('/') } : {}),
      isDryRun,
      onProgress: (restored) => context.progress(`${restored} brought back`),
      onSkipped: ({ checkpoint, reason }) => {
        skipped += 1;
        context.note(`skipped one of ${checkpoint.container}: ${reason}`);
      },
    });
    const verb = isDryRun ? 'would come back' : 'brought back';
    context.print(
      { isDryRun, mailboxes, skipped },
      mailboxes.map(
        ({ mailbox, emails, stillThere }) => `${mailbox}: ${emails} ${verb}, ${stillThere} are still there`,
      ),
    );
  } finally {
    await backup.close();
  }
  if (skipped > 0) process.exitCode = 1;
}
