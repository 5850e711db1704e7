import { requireAccount } from '../../mailcore/index.ts';
import type { CliCommand } from './command.ts';

const MB = 1_048_576;

export const searchCommands: readonly CliCommand[] = [
  {
    name: 'search status',
    usage: 'search status',
    summary: 'how far the full-text index has come',
    operands: [0, 0],
    async run(context) {
      const status = await (await context.mailcore()).searchIndex.status();
      const { emails, pendingEmails, sizeBytes } = status;
      const size = `${(sizeBytes / MB).toFixed(1)} MB`;
      context.print(status, `${emails - pendingEmails} of ${emails} emails indexed, ${size}`);
    },
  },
  {
    name: 'search rebuild',
    usage: 'search rebuild [ADDRESS]',
    summary: 'index the mail of a user, or of all, anew',
    operands: [0, 1],
    async run(context, [address]) {
      const { store, searchIndex } = await context.mailcore();
      const account = address === undefined ? null : await requireAccount(store, address);
      await searchIndex.rebuild(account?.id ?? null, ({ emails, pendingEmails }) =>
        context.progress(`${emails - pendingEmails} of ${emails} emails`),
      );
      const { emails } = await searchIndex.status();
      context.print(
        { emails: account?.emailCount ?? emails },
        `${account?.emailCount ?? emails} emails indexed`,
      );
    },
  },
];
