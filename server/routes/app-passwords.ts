import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import {
  addAppPassword,
  addToken,
  requireSealer,
  type Credential,
  type Mailcore,
} from '../../mailcore/index.ts';
import { IdParam, NoContent } from '../contract/common.ts';
import { AppPasswordList, CreatedAppPassword, NewAppPassword } from '../contract/portal.ts';

export interface AppPasswordRoutesOptions {
  readonly mailcore: Mailcore;
}

/** App passwords and bearer tokens of the user who asks. */
export const appPasswordRoutes: FastifyPluginAsyncTypebox<AppPasswordRoutesOptions> = async (
  app,
  { mailcore: { store, passwordSealer } },
) => {
  app.addHook('preHandler', app.requireSession);

  app.get(
    '/api/portal/app-passwords',
    { schema: { response: { 200: AppPasswordList } } },
    async (request) => {
      const credentials = await store.listCredentials(request.account!.id);
      return { appPasswords: credentials.flatMap(toAppPassword), mayBeLegacy: passwordSealer !== null };
    },
  );

  app.post(
    '/api/portal/app-passwords',
    { schema: { body: NewAppPassword, response: { 200: CreatedAppPassword } } },
    async (request) => {
      const { label, kind = 'app', scopes = null, expiresAt, isLegacy = false } = request.body;
      const access = { label, scopes, expiresAt: expiresAt ? new Date(expiresAt) : null };
      const { id } = request.account!;
      if (kind === 'token') {
        const { token, credential } = await addToken(store, id, access);
        return { id: credential.id, kind, label: credential.label, password: token };
      }
      const sealer = isLegacy ? requireSealer(passwordSealer) : null;
      const { password, credential } = await addAppPassword(store, id, access, sealer);
      return { id: credential.id, kind, label: credential.label, password };
    },
  );

  app.delete(
    '/api/portal/app-passwords/:id',
    { schema: { params: IdParam, response: { 204: NoContent } } },
    async (request, reply) => {
      await store.removeAppCredential(request.account!.id, request.params.id);
      return reply.code(204).send(null);
    },
  );
};

/** Nothing for the password itself. */
function toAppPassword(credential: Credential): Static<typeof AppPasswordList>['appPasswords'] {
  const { id, kind, label, scopes, verifiers, createdAt, expiresAt, lastUsedAt, lastUsedAddress } =
    credential;
  if (kind === 'password') return [];
  const one = {
    id,
    kind,
    label,
    scopes: scopes && [...scopes],
    isLegacy: verifiers.sealed !== undefined,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    isExpired: expiresAt !== null && expiresAt <= new Date(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    lastUsedAddress,
  };
  return [one];
}
