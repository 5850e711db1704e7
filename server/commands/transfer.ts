import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  exportMaildir,
  exportMbox,
  importMaildir,
  importMbox,
  MailError,
  openSalvage,
  requireAccount,
  salvageSource,
  storeSource,
  type ExportSource,
  type SkippedEmail,
} from '../../mailcore/index.ts';
import type { CliCommand } from './command.ts';
import type { CliContext } from './context.ts';

/** A folder with `cur` in it, or one that holds such folders and no mbox file. */
function isMaildir(path: string): boolean {
  return existsSync(join(path, 'cur'));
}

export const transferCommands: readonly CliCommand[] = [
  {
    name: 'import',
    usage: 'import ADDRESS FILE',
    summary: 'mail of a user from mbox (file or folder) or Maildir',
    operands: [2, 2],
    async run(context, [address, source]) {
      if (!existsSync(source!)) throw new MailError('invalidArgument', `${source}: no such file or folder`);
      const { store, blobs, config } = await context.mailcore();
      const account = await requireAccount(store, address!);
      const importMail = isMaildir(source!) ? importMaildir : importMbox;
      const done = await importMail({ store, blobs }, account.id, source!, {
        maxMessageBytes: config.limits.maxMessageBytes,
        onProgress: ({ imported, checkpoint }) =>
          context.progress(`${imported} imported, in ${checkpoint.container}`),
        onSkipped: ({ checkpoint, reason }) =>
          context.note(`skipped ${checkpoint.container} at ${checkpoint.position}: ${reason}`),
      });
      const { imported, skipped } = done;
      context.print({ imported, skipped }, `${imported} imported, ${skipped} skipped`);
      if (skipped > 0) process.exitCode = 1;
    },
  },
  {
    name: 'export',
    usage: 'export ADDRESS FOLDER [--format mbox|maildir] [--salvage]',
    summary: 'all mail of a user, a file or folder for each mailbox; --salvage reads a damaged store',
    operands: [2, 2],
    options: { format: { type: 'string', default: 'mbox' }, salvage: { type: 'boolean' } },
    async run(context, [address, target]) {
      const exportMail = exporterOf(context.options.format);
      const skipped: SkippedEmail[] = [];
      const salvage = context.options.salvage === true ? openSalvage(context.config.dataDir) : null;
      try {
        const source = salvage
          ? salvageSource(salvage, address!, (email) => skipped.push(email))
          : await accountSource(context, address!);
        const exported = await exportMail(source, target!, {
          onProgress: (progress) =>
            context.progress(`${progress.exported} exported, ${progress.mailbox} done`),
        });
        const summary = salvage
          ? `${exported} exported, ${skipped.length} could not be read`
          : `${exported} exported`;
        context.print({ exported, ...(salvage ? { skipped } : {}) }, [
          ...skipped.map(describeSkipped),
          summary,
        ]);
      } finally {
        await salvage?.close();
      }
      if (skipped.length > 0) process.exitCode = 1;
    },
  },
];

function exporterOf(format: unknown): typeof exportMbox {
  if (format === 'mbox') return exportMbox;
  if (format === 'maildir') return exportMaildir;
  throw new MailError('invalidArgument', `--format is mbox or maildir, not ${String(format)}`);
}

async function accountSource(context: CliContext, address: string): Promise<ExportSource> {
  const { store, blobs } = await context.mailcore();
  const account = await requireAccount(store, address);
  return storeSource({ store, blobs }, account.id);
}

function describeSkipped({ mailbox, uid, reason }: SkippedEmail): string {
  return `${mailbox}${uid === null ? '' : `, UID ${uid}`}: ${reason}`;
}
