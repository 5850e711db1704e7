import { createReadStream, existsSync } from 'node:fs';
import {
  addUser,
  eachAccount,
  importUsers,
  MailError,
  makeReadablePassword,
  removeUser,
  setPassword,
  type Account,
} from '../../mailcore/index.ts';
import type { CliCommand } from './command.ts';

export const userCommands: readonly CliCommand[] = [
  {
    name: 'user add',
    usage: 'user add ADDRESS [--name NAME] [--password-stdin] [--admin]',
    summary: 'add a user; without --password-stdin a password is made and shown',
    operands: [1, 1],
    options: { name: { type: 'string' }, 'password-stdin': { type: 'boolean' }, admin: { type: 'boolean' } },
    async run(context, [address]) {
      const { options, config } = context;
      const given = options['password-stdin'] ? await context.readLine() : undefined;
      const password = given ?? makeReadablePassword();
      const { store } = await context.mailcore();
      const account = await addUser(store, {
        address: address!,
        displayName: (options.name as string | undefined) ?? '',
        isAdmin: options.admin === true,
        quotaBytes: config.limits.defaultQuotaBytes,
        password,
      });
      const shown = given === undefined ? { password } : {};
      context.print({ address: account.address, ...shown }, [
        `added ${account.address}`,
        ...(given === undefined ? [`password ${password}`] : []),
      ]);
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
      for await (const account of eachAccount(store, { domain })) users.push(account);
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
        users.map(
          ({ address, isAdmin, isDisabled }) =>
            `${address}${isAdmin ? ' (admin)' : ''}${isDisabled ? ' (disabled)' : ''}`,
        ),
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
      const password = given ?? makeReadablePassword();
      const { store } = await context.mailcore();
      await setPassword(store, address!, password);
      const shown = given === undefined ? { password } : {};
      context.print(
        { address, ...shown },
        given === undefined ? `password ${password}` : `password of ${address} changed`,
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
      if (!context.options.yes)
        throw new MailError('invalidArgument', 'this removes all mail of the user; say --yes');
      const { store } = await context.mailcore();
      await removeUser(store, address!);
      context.print({ address }, `removed ${address}`);
    },
  },
  {
    name: 'user import',
    usage: 'user import FILE.csv',
    summary: 'add users from a table: address,name,password',
    operands: [1, 1],
    async run(context, [file]) {
      if (!existsSync(file!)) throw new MailError('invalidArgument', `${file}: no such file`);
      const { store, config } = await context.mailcore();
      const quotaBytes = config.limits.defaultQuotaBytes;
      const added: { address: string; password: string | null }[] = [];
      let refused = 0;
      for await (const user of importUsers(store, createReadStream(file!), { quotaBytes })) {
        if (user.error === null) added.push({ address: user.address, password: user.generatedPassword });
        else {
          refused += 1;
          context.note(`${file}:${user.line}: ${user.address}: ${user.error}`);
        }
      }
      context.print({ added, refused }, [
        ...added
          .filter(({ password }) => password !== null)
          .map(({ address, password }) => `${address} ${password}`),
        `${added.length} added, ${refused} refused`,
      ]);
      if (refused > 0) process.exitCode = 1;
    },
  },
];
