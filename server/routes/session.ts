import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { MailError, type Account, type Authenticator, type Store } from '../../mailcore/index.ts';
import { NoContent } from '../contract/common.ts';
import { SessionPatch, SessionResponse, SignInRequest } from '../contract/session.ts';
import type { Sessions } from '../sessions.ts';

export interface SessionRoutesOptions {
  readonly store: Store;
  readonly authenticator: Authenticator;
  readonly sessions: Sessions;
  readonly zone: 'user' | 'admin';
}

/** Sign in, who am I, sign out here or everywhere, language. The same on both listeners; the admin's takes administrators only. */
export const sessionRoutes: FastifyPluginAsyncTypebox<SessionRoutesOptions> = async (app, options) => {
  const { store, authenticator, sessions, zone } = options;

  app.post(
    '/api/session',
    { schema: { body: SignInRequest, response: { 200: SessionResponse } } },
    async (request, reply) => {
      refuseForeignPages(request.headers['sec-fetch-site']);
      const { address, password } = request.body;
      const account = await authenticator.verifyPassword(address, password, {
        protocol: zone === 'admin' ? 'admin' : 'web',
        remoteAddress: request.ip,
      });
      if (zone === 'admin' && !account.isAdmin) {
        throw new MailError('forbidden', 'Only administrators may sign in here.');
      }
      const userAgent = (request.headers['user-agent'] ?? '').slice(0, 300);
      const secret = await sessions.create(account.id, { userAgent, remoteAddress: request.ip });
      app.setSessionCookie(request, reply, secret);
      return describe(account);
    },
  );

  app.get(
    '/api/session',
    { preHandler: app.requireAccount, schema: { response: { 200: SessionResponse } } },
    async (request) => describe(request.account!),
  );

  app.patch(
    '/api/session',
    { preHandler: app.requireAccount, schema: { body: SessionPatch, response: { 200: SessionResponse } } },
    async (request) => describe(await store.updateAccount(request.account!.id, request.body)),
  );

  app.delete('/api/session', { schema: { response: { 204: NoContent } } }, async (request, reply) => {
    if (request.sessionIdHash) await sessions.end(request.sessionIdHash);
    app.setSessionCookie(request, reply, null);
    return reply.code(204).send(null);
  });

  app.delete(
    '/api/sessions',
    { preHandler: app.requireAccount, schema: { response: { 204: NoContent } } },
    async (request, reply) => {
      await sessions.endAll(request.account!.id);
      app.setSessionCookie(request, reply, null);
      return reply.code(204).send(null);
    },
  );
};

/** Login CSRF: a foreign page must not sign its visitor in as someone else. */
function refuseForeignPages(site: string | string[] | undefined): void {
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  throw new MailError('forbidden', 'This request did not come from our own pages.');
}

function describe({ id, address, displayName, locale, isAdmin }: Account): SessionResponse {
  return { account: { id, address, displayName, locale, isAdmin } };
}
