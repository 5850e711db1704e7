import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { addAppPassword, setPassword, type Mailcore } from '../../mailcore/index.ts';
import { IdParam, NoContent } from '../contract/common.ts';
import {
  AppPasswordList,
  CreatedAppPassword,
  NewAppPassword,
  PasswordChange,
  SessionList,
  SessionParam,
} from '../contract/portal.ts';
import type { Sessions } from '../sessions.ts';

export interface PortalRoutesOptions {
  readonly mailcore: Mailcore;
  readonly sessions: Sessions;
}

/** What users do for themselves: password, app passwords, signed-in devices. */
export const portalRoutes: FastifyPluginAsyncTypebox<PortalRoutesOptions> = async (
  app,
  { mailcore, sessions },
) => {
  const { store } = mailcore;
  app.addHook('preHandler', app.requireAccount);

  app.post(
    '/api/portal/password',
    { schema: { body: PasswordChange, response: { 204: NoContent } } },
    async (request, reply) => {
      const { currentPassword, newPassword } = request.body;
      const account = request.account!;
      await mailcore.authenticator.verifyPassword(account.address, currentPassword, {
        protocol: 'web',
        remoteAddress: request.ip,
      });
      // Whoever knew the old password is out; this browser stays.
      const keepSessionIdHash = request.sessionIdHash ?? undefined;
      await setPassword(store, account.address, newPassword, { keepSessionIdHash });
      return reply.code(204).send(null);
    },
  );

  app.get('/api/portal/sessions', { schema: { response: { 200: SessionList } } }, async (request) => {
    const stored = await store.listSessions(request.account!.id);
    return {
      sessions: stored.map((session) => ({
        id: session.idHash,
        createdAt: session.createdAt.toISOString(),
        lastSeenAt: session.lastSeenAt.toISOString(),
        userAgent: session.userAgent,
        remoteAddress: session.remoteAddress,
        isCurrent: session.idHash === request.sessionIdHash,
      })),
    };
  });

  app.delete(
    '/api/portal/sessions/:id',
    { schema: { params: SessionParam, response: { 204: NoContent } } },
    async (request, reply) => {
      const session = await store.getSession(request.params.id);
      if (session?.accountId === request.account!.id) await sessions.end(session.idHash);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/portal/app-passwords',
    { schema: { response: { 200: AppPasswordList } } },
    async (request) => {
      const credentials = await store.listCredentials(request.account!.id);
      return {
        appPasswords: credentials
          .filter(({ kind }) => kind === 'app')
          .map(({ id, label, createdAt, lastUsedAt }) => ({
            id,
            label,
            createdAt: createdAt.toISOString(),
            lastUsedAt: lastUsedAt?.toISOString() ?? null,
          })),
      };
    },
  );

  app.post(
    '/api/portal/app-passwords',
    { schema: { body: NewAppPassword, response: { 200: CreatedAppPassword } } },
    async (request) => {
      const { password, credential } = await addAppPassword(store, request.account!.id, request.body.label);
      return { id: credential.id, label: credential.label, password };
    },
  );

  app.delete(
    '/api/portal/app-passwords/:id',
    { schema: { params: IdParam, response: { 204: NoContent } } },
    async (request, reply) => {
      await store.removeAppPassword(request.account!.id, request.params.id);
      return reply.code(204).send(null);
    },
  );
};
