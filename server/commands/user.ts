import { createReadStream } from 'node:fs';
import { MailError, type Account, type Mailcore } from '../../mailcore/index.ts';
import type { CliCommand } from './command.ts';

async function findUser(mailcore: Mailcore, address: string): Promise<Account> {
  const account = await mailcore.store.findAccount(address.toLowerCase());
  if (!account) throw new MailError('accountNotFound', `there is no user ${address}`);
  return account;
}

export const userCommands: readonly CliCommand[] = [
  {
    name: 'user add',
    usage: 'user add ADDRESS [--name NAME] [--password-stdin] [--admin]',
    summary: 'add a user; without --password-stdin a password is made and shown',
    operands: [1, 1],
    options: { name: { type: 'string' }, 'password-stdin': { type: 'boolean' }, admin: { type: 'boolean' } },
    async run(context, [address]) {
      const { options } = context;
      const password = options['password-stdin'] ? await context.readLine() : undefined;
      const { account, generatedPassword } = await (
        await context.mailcore()
      ).accounts.add({
        address: address!,
        displayName: (options.name as string | undefined) ?? '',
        isAdmin: options.admin === true,
        password,
      });
      context.print(
        { address: account.address, password: generatedPassword },
        generatedPassword ? [`added ${account.address}`, `password ${generatedPassword}`] : `added ${account.address}`,
      );
    },
  },
  {
    name: 'user list',
    usage: 'user list [--domain NAME]',
    summary: 'all users',
    operands: [0, 0],
    options: { domain: { type: 'string' } },
    async run(context) {
      const { store } = await context.mailcore();
      const domain = context.options.domain as string | undefined;
      const users: Account[] = [];
      for (let after = ''; ; after = users.at(-1)!.address) {
        const page = await store.listAccounts({ domain, after, limit: 500 });
        users.push(...page);
        if (page.length < 500) break;
      }
      context.print(
        users.map(({ address, displayName, isAdmin, isDisabled, quotaBytes, usedBytes, emailCount }) => ({
          address,
          displayName,
          isAdmin,
          isDisabled,
          quotaBytes,
          usedBytes,
          emailCount,
        })),
        users.map(({ address, isAdmin, isDisabled }) => `${address}${isAdmin ? ' (admin)' : ''}${isDisabled ? ' (disabled)' : ''}`),
      );
    },
  },
  {
    name: 'user passwd',
    usage: 'user passwd ADDRESS [--password-stdin]',
    summary: 'set a new password and sign the user out everywhere',
    operands: [1, 1],
    options: { 'password-stdin': { type: 'boolean' } },
    async run(context, [address]) {
      const given = context.options['password-stdin'] ? await context.readLine() : undefined;
      const mailcore = await context.mailcore();
      const account = await findUser(mailcore, address!);
      const password = await mailcore.accounts.resetPassword(account.id, given);
      await mailcore.store.removeSessions(account.id);
      context.print(
        { address: account.address, password: given === undefined ? password : undefined },
        given === undefined ? `password ${password}` : `password of ${account.address} changed`,
      );
    },
  },
  {
    name: 'user remove',
    usage: 'user remove ADDRESS --yes',
    summary: 'remove a user with all mail, for good',
    operands: [1, 1],
    options: { yes: { type: 'boolean' } },
    async run(context, [address]) {
      if (!context.options.yes) throw new MailError('invalidArgument', 'this removes all mail of the user; say --yes');
      const mailcore = await context.mailcore();
      const account = await findUser(mailcore, address!);
      await mailcore.accounts.remove(account.id);
      context.print({ address: account.address }, `removed ${account.address}`);
    },
  },
  {
    name: 'user import',
    usage: 'user import FILE.csv',
    summary: 'add users from a table: address,name,password',
    operands: [1, 1],
    async run(context, [file]) {
      const mailcore = await context.mailcore();
      const result = await mailcore.accounts.importCsv(createReadStream(file!));
      for (const { line, message } of result.refused) context.note(`${file}:${line}: ${message}`);
      context.print(result, `${result.added} added, ${result.refused.length} refused`);
      if (result.refused.length > 0) process.exitCode = 1;
    },
  },
];
