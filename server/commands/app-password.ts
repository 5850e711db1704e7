import {
  addAppPassword,
  addToken,
  CREDENTIAL_SCOPES,
  MailError,
  requireAccount,
  requireSealer,
  type Credential,
  type CredentialScope,
} from '../../mailcore/index.ts';
import type { CliCommand } from './command.ts';

const DAY_MS = 86_400_000;

export const appPasswordCommands: readonly CliCommand[] = [
  {
    name: 'user app-password add',
    usage: 'user app-password add ADDRESS LABEL [--scope LIST] [--days N] [--legacy|--token]',
    summary: 'make an app password or a bearer token and show it',
    operands: [2, 2],
    options: {
      scope: { type: 'string' },
      days: { type: 'string' },
      legacy: { type: 'boolean' },
      token: { type: 'boolean' },
    },
    async run(context, [address, label]) {
      const { scope, days, legacy, token } = context.options as Partial<Record<string, string | true>>;
      if (legacy && token) throw new MailError('invalidArgument', 'a token cannot be a legacy one');
      const access = { label: label!, scopes: scopesOf(scope), expiresAt: expiryOf(days) };
      const { store, passwordSealer } = await context.mailcore();
      const { id } = await requireAccount(store, address!);
      const sealer = legacy ? requireSealer(passwordSealer) : null;
      const made = token
        ? await addToken(store, id, access)
        : await addAppPassword(store, id, access, sealer);
      const secret = 'token' in made ? made.token : made.password;
      context.print({ id: made.credential.id, label: made.credential.label, secret }, secret);
    },
  },
  {
    name: 'user app-password list',
    usage: 'user app-password list ADDRESS',
    summary: 'app passwords and bearer tokens of a user',
    operands: [1, 1],
    async run(context, [address]) {
      const { store } = await context.mailcore();
      const { id } = await requireAccount(store, address!);
      const all = (await store.listCredentials(id)).filter(({ kind }) => kind !== 'password');
      context.print(all.map(toJson), all.map(toLine));
    },
  },
  {
    name: 'user app-password remove',
    usage: 'user app-password remove ADDRESS ID',
    summary: 'take an app password or a bearer token back',
    operands: [2, 2],
    async run(context, [address, credentialId]) {
      const { store } = await context.mailcore();
      const { id } = await requireAccount(store, address!);
      const known = (await store.listCredentials(id)).some(
        (one) => one.kind !== 'password' && String(one.id) === credentialId,
      );
      if (!known) throw new MailError('invalidArgument', `${address} has no app password ${credentialId}`);
      await store.removeAppCredential(id, Number(credentialId));
      context.print({ id: Number(credentialId) }, `removed ${credentialId}`);
    },
  },
];

function scopesOf(list: string | true | undefined): CredentialScope[] | null {
  if (list === undefined) return null;
  return String(list)
    .split(',')
    .map((name) => {
      const scope = CREDENTIAL_SCOPES.find((known) => known === name.trim());
      if (!scope)
        throw new MailError(
          'invalidArgument',
          `--scope takes ${CREDENTIAL_SCOPES.join(',')}, or some of them`,
        );
      return scope;
    });
}

function expiryOf(days: string | true | undefined): Date | null {
  if (days === undefined) return null;
  if (!/^[1-9][0-9]{0,4}$/.test(String(days)))
    throw new MailError('invalidArgument', '--days takes a number of days');
  return new Date(Date.now() + Number(days) * DAY_MS);
}

function toJson({ id, kind, label, scopes, verifiers, expiresAt, lastUsedAt, lastUsedAddress }: Credential) {
  const isLegacy = verifiers.sealed !== undefined;
  return { id, kind, label, scopes, isLegacy, expiresAt, lastUsedAt, lastUsedAddress };
}

function toLine(credential: Credential): string {
  const { id, kind, label, scopes, isLegacy, expiresAt, lastUsedAt, lastUsedAddress } = toJson(credential);
  const marks = [
    ...(kind === 'token' ? ['token'] : []),
    ...(isLegacy ? ['legacy'] : []),
    scopes?.join(',') ?? 'everywhere',
    ...(expiresAt ? [`until ${expiresAt.toISOString()}`] : []),
    lastUsedAt ? `used ${lastUsedAt.toISOString()} from ${lastUsedAddress ?? '?'}` : 'never used',
  ];
  return `${id}  ${label}  (${marks.join('; ')})`;
}
