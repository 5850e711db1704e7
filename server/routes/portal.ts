import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { setPassword, type Mailcore } from '../../mailcore/index.ts';
import { NoContent } from '../contract/common.ts';
import { PasswordChange, SessionList, SessionParam } from '../contract/portal.ts';
import type { Sessions } from '../sessions.ts';

export interface PortalRoutesOptions {
  readonly mailcore: Mailcore;
  readonly sessions: Sessions;
}

/** What users do for themselves: password and signed-in devices; app passwords are in app-passwords.ts. */
export const portalRoutes: FastifyPluginAsyncTypebox<PortalRoutesOptions> = async (
  app,
  { mailcore, sessions },
) => {
  const { store } = mailcore;
  app.addHook('preHandler', app.requireSession);

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
};
