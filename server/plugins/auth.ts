import cookie from '@fastify/cookie';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify';
import {
  MailError,
  type Account,
  type Authenticator,
  type LoginContext,
  type Store,
} from '../../mailcore/index.ts';
import { SESSION_COOKIE, type Sessions } from '../sessions.ts';
import { globalPlugin } from './global-plugin.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, by session cookie or, for JMAP clients, by HTTP Basic or a bearer token; null when nobody signed in. */
    account: Account | null;
    /** Set when a session cookie, and not the Authorization header, says who asks. */
    sessionIdHash: string | null;
  }
  interface FastifyInstance {
    /** preHandler: 401 unless someone signed in. */
    requireAccount: preHandlerAsyncHookHandler;
    /** preHandler: 401 unless someone signed in with a browser: an app password must not make others, nor end what is not its own. */
    requireSession: preHandlerAsyncHookHandler;
    /** preHandler: 401 or 403 unless an administrator signed in. */
    requireAdmin: preHandlerAsyncHookHandler;
    /** Sets the session cookie, or clears it when `secret` is null. */
    setSessionCookie(
      request: FastifyRequest,
      reply: FastifyReply,
      secret: string | null,
      expiresAt?: Date,
    ): void;
  }
}

export interface AuthOptions {
  readonly store: Store;
  readonly authenticator: Authenticator;
  readonly sessions: Sessions;
  /** `admin`: the Authorization header is not accepted and the cookie has a name of its own, since both listeners may share a host name. */
  readonly zone: 'user' | 'admin';
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const SESSION_LIFETIME_MS = 30 * 24 * 3_600_000;

/** Says who asks. Unsafe requests by cookie must come from our own pages: Sec-Fetch-Site, else Origin. */
const auth: FastifyPluginAsync<AuthOptions> = async (app, options) => {
  const { store, authenticator, sessions, zone } = options;
  const cookieName = zone === 'admin' ? `${SESSION_COOKIE}_admin` : SESSION_COOKIE;
  await app.register(cookie);

  app.decorateRequest('account', null);
  app.decorateRequest('sessionIdHash', null);

  app.addHook('onRequest', async (request, reply) => {
    const secret = request.cookies[cookieName];
    if (secret) await acceptCookie(request, reply, secret);
    else if (zone === 'user') await acceptAuthorization(request);
  });

  async function acceptCookie(request: FastifyRequest, reply: FastifyReply, secret: string): Promise<void> {
    const session = await sessions.validate(secret);
    const account = session && (await store.getAccount(session.accountId));
    if (!session || !account || account.isDisabled) {
      app.setSessionCookie(request, reply, null);
      return;
    }
    if (!SAFE_METHODS.has(request.method) && !isSameOrigin(request)) {
      throw new MailError('forbidden', 'This request did not come from our own pages.');
    }
    if (session.isFresh) app.setSessionCookie(request, reply, secret, session.expiresAt);
    request.account = account;
    request.sessionIdHash = session.idHash;
  }

  function isSameOrigin(request: FastifyRequest): boolean {
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined) return site === 'same-origin';
    const { origin } = request.headers;
    // Neither header: no browser of today. Such a client cannot be made to send our cookie by a foreign page.
    return origin === undefined || sessions.isOwnOrigin(origin, [request.host]);
  }

  async function acceptAuthorization(request: FastifyRequest): Promise<void> {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    const kind = scheme?.toLowerCase();
    if ((kind !== 'basic' && kind !== 'bearer') || !token) return;
    if (request.protocol !== 'https' && !isLoopback(request.ip)) {
      throw new MailError('tlsRequired', 'Passwords are accepted over TLS only.');
    }
    const context = { protocol: 'jmap', remoteAddress: request.ip } as const;
    request.account =
      kind === 'basic' ? await verifyBasic(token, context) : await authenticator.verifyToken(token, context);
  }

  async function verifyBasic(token: string, context: LoginContext): Promise<Account> {
    const pair = Buffer.from(token, 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    if (colon < 1) throw new MailError('authFailed', 'Address or password is wrong.');
    return authenticator.verifyPassword(pair.slice(0, colon), pair.slice(colon + 1), context);
  }

  app.decorate('requireAccount', async (request) => {
    if (!request.account) throw new MailError('authFailed', 'Please sign in.');
  });
  app.decorate('requireSession', async (request) => {
    if (!request.account || !request.sessionIdHash) throw new MailError('authFailed', 'Please sign in.');
  });
  app.decorate('requireAdmin', async (request) => {
    if (!request.account) throw new MailError('authFailed', 'Please sign in.');
    if (!request.account.isAdmin) throw new MailError('forbidden', 'Only administrators may do this.');
  });
  app.decorate('setSessionCookie', (request, reply, secret, expiresAt) => {
    const attributes = {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: request.protocol === 'https',
    } as const;
    if (secret === null) void reply.clearCookie(cookieName, attributes);
    else {
      const expires = expiresAt ?? new Date(Date.now() + SESSION_LIFETIME_MS);
      void reply.setCookie(cookieName, secret, { ...attributes, expires });
    }
  });
};

export const authPlugin = globalPlugin(auth, 'auth');

function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./.test(address);
}
