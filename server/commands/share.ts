import { listShares, shareMailbox, unshareMailbox } from '../../mailcore/index.ts';
import type { CliCommand } from './command.ts';

export const shareCommands: readonly CliCommand[] = [
  {
    name: 'share list',
    usage: 'share list USER',
    summary: 'mailboxes of a user that others may use',
    operands: [1, 1],
    async run(context, [user]) {
      const shares = await listShares((await context.mailcore()).store, user!);
      context.print(
        shares,
        shares.map(({ mailbox, grantee, rights }) => `${mailbox}\t${grantee}\t${rights}`),
      );
    },
  },
  {
    name: 'share set',
    usage: 'share set USER MAILBOX WHO|anyone read|edit|all|LETTERS',
    summary: 'let others use a mailbox',
    operands: [4, 4],
    async run(context, [owner, mailbox, grantee, rights]) {
      const { store } = await context.mailcore();
      const share = { owner: owner!, mailbox: mailbox!, grantee: grantee!, rights: rights! };
      const shared = await shareMailbox(store, share);
      context.print(shared, `${shared.grantee} may ${shared.rights} in ${shared.mailbox}`);
    },
  },
  {
    name: 'share remove',
    usage: 'share remove USER MAILBOX WHO|anyone',
    summary: 'take it back',
    operands: [3, 3],
    async run(context, [owner, mailbox, grantee]) {
      const { store } = await context.mailcore();
      const share = await unshareMailbox(store, { owner: owner!, mailbox: mailbox!, grantee: grantee! });
      context.print(share, `${share.grantee} may nothing in ${share.mailbox}`);
    },
  },
];
