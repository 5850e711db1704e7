import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  exportMaildir,
  exportMbox,
  importMaildir,
  importMbox,
  MailError,
  requireAccount,
} from '../../mailcore/index.ts';
import type { CliCommand } from './command.ts';

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
    usage: 'export ADDRESS FOLDER [--format mbox|maildir]',
    summary: 'all mail of a user, a file or folder for each mailbox',
    operands: [2, 2],
    options: { format: { type: 'string', default: 'mbox' } },
    async run(context, [address, target]) {
      const { format } = context.options;
      if (format !== 'mbox' && format !== 'maildir') {
        throw new MailError('invalidArgument', `--format is mbox or maildir, not ${String(format)}`);
      }
      const { store, blobs } = await context.mailcore();
      const account = await requireAccount(store, address!);
      const exportMail = format === 'maildir' ? exportMaildir : exportMbox;
      const exported = await exportMail({ store, blobs }, account.id, target!, {
        onProgress: (progress) => context.progress(`${progress.exported} exported, ${progress.mailbox} done`),
      });
      context.print({ exported }, `${exported} exported`);
    },
  },
];
